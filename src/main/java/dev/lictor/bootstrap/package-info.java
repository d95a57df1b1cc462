/**
 * Makes a Kubernetes cluster hold a Consul cluster: {@link dev.lictor.bootstrap.BootstrapRun} has the stages of a run in their order, and
 * {@link dev.lictor.bootstrap.PlanExecutor} writes the objects.
 */
@NullMarked
package dev.lictor.bootstrap;

import org.jspecify.annotations.NullMarked;
