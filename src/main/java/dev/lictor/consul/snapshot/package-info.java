/** Downloads snapshots and checks that they are whole. */
@NullMarked
package dev.lictor.consul.snapshot;

import org.jspecify.annotations.NullMarked;
