/** Reads kubeconfig files and runs their credential plugins. */
@NullMarked
package dev.lictor.kubernetes.kubeconfig;

import org.jspecify.annotations.NullMarked;
