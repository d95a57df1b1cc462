/** Reads kubeconfig files and runs the credential plugins that they name. */
@NullMarked
package dev.lictor.kubernetes.kubeconfig;

import org.jspecify.annotations.NullMarked;
