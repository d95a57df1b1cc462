/** Actions of the sidecar on its Consul server: joining peers, reloading certificates, transferring leadership. {@code ActionPlanner} decides, {@code ActionExecutor} executes, and {@code ServedCertificateCheck} checks a reload. */
@NullMarked
package dev.lictor.sidecar.reconcile;

import org.jspecify.annotations.NullMarked;
