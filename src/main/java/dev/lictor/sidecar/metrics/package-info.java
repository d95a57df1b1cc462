/** What Prometheus reads: one table of names, and the last observation in its terms. */
@NullMarked
package dev.lictor.sidecar.metrics;

import org.jspecify.annotations.NullMarked;
