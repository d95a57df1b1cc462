/** What the kubelet's probes read: adapters of the last observation. Nothing here waits, so the event loop itself answers. */
@NullMarked
package dev.lictor.sidecar.health;

import org.jspecify.annotations.NullMarked;
