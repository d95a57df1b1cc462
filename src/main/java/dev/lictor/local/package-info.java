/** The cluster on a laptop: real Consul servers and sidecars as processes on loopback. */
@NullMarked
package dev.lictor.local;

import org.jspecify.annotations.NullMarked;
