/** The Kubernetes API by fabric8's client. */
@NullMarked
package dev.lictor.kubernetes.fabric8;

import org.jspecify.annotations.NullMarked;
