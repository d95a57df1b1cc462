/** The part of Consul's HTTP API that Lictor uses: ports, and their answers as records. */
@NullMarked
package dev.lictor.consul;

import org.jspecify.annotations.NullMarked;
