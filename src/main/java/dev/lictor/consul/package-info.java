/** A Consul server's HTTP API as Lictor needs it. */
@NullMarked
package dev.lictor.consul;

import org.jspecify.annotations.NullMarked;
