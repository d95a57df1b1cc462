/** Health checks for the kubelet's probes, computed from the last observation. Nothing here blocks, so the event loop answers. */
@NullMarked
package dev.lictor.sidecar.health;

import org.jspecify.annotations.NullMarked;
