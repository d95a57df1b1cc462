/** Actions of the sidecar on its Consul server: joining peers, reloading certificates, transferring leadership. {@code ActionPlanner} decides, {@code ActionExecutor} executes. */
@NullMarked
package dev.lictor.sidecar.reconcile;

import org.jspecify.annotations.NullMarked;
