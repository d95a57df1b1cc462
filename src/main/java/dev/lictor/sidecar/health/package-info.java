/** What the kubelet's probes read: adapters of the last observation. */
@NullMarked
package dev.lictor.sidecar.health;

import org.jspecify.annotations.NullMarked;
