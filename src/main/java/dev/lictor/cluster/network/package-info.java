/** Ports, addresses and network access of the servers. */
@NullMarked
package dev.lictor.cluster.network;

import org.jspecify.annotations.NullMarked;
