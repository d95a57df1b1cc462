/** The Kubernetes objects of a cluster, a class each: a specification in, an object out. */
@NullMarked
package dev.lictor.manifests;

import org.jspecify.annotations.NullMarked;
