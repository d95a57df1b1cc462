/**
 * Scenarios with faults on a Kubernetes cluster. The suite knows a KUBECONFIG and names of images, and observes from
 * outside: by kubectl, the API server's proxies, Prometheus.
 */
@NullMarked
package dev.lictor.e2e;

import org.jspecify.annotations.NullMarked;
