/** The Kubernetes API as Lictor needs it: preview, apply, create once. */
@NullMarked
package dev.lictor.kubernetes;

import org.jspecify.annotations.NullMarked;
