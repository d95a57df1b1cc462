/** What the sidecar does to the Consul server beside it, decided in one place from what was observed. */
@NullMarked
package dev.lictor.sidecar.reconcile;

import org.jspecify.annotations.NullMarked;
