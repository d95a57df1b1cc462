/**
 * What users see on a Kubernetes cluster while things break. The suite knows a KUBECONFIG and names of images, and looks from the
 * outside: kubectl, the API server's proxies, Prometheus.
 */
@NullMarked
package dev.lictor.e2e;

import org.jspecify.annotations.NullMarked;
