/** Beside each Consul server: observes it, judges its readiness, and lets others read what was seen. */
@NullMarked
package dev.lictor.sidecar;

import org.jspecify.annotations.NullMarked;
