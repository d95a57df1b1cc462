/** The Kubernetes objects of a cluster, one class for each: pure functions of the specification. */
@NullMarked
package dev.lictor.manifests;

import org.jspecify.annotations.NullMarked;
