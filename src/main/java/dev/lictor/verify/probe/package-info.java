/** Probes of running servers: handshakes, ports, gossip keys, reads and writes. */
@NullMarked
package dev.lictor.verify.probe;

import org.jspecify.annotations.NullMarked;
