/** Checks the Kubernetes cluster and the settings before anything is written. */
@NullMarked
package dev.lictor.preflight;

import org.jspecify.annotations.NullMarked;
