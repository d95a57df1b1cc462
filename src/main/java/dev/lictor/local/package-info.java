/** A cluster of real Consul servers on this machine. */
@NullMarked
package dev.lictor.local;

import org.jspecify.annotations.NullMarked;
