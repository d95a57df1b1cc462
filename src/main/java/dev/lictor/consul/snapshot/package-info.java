/** Downloads snapshots and checks that they are complete. */
@NullMarked
package dev.lictor.consul.snapshot;

import org.jspecify.annotations.NullMarked;
