/** Makes a Kubernetes cluster hold a Consul cluster: {@link dev.lictor.bootstrap.BootstrapRun} has the stages in their order. */
@NullMarked
package dev.lictor.bootstrap;

import org.jspecify.annotations.NullMarked;
