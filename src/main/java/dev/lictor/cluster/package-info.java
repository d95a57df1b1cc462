/** The specification of a cluster of Consul servers, valid by construction, and the configuration that its Consul version understands. */
@NullMarked
package dev.lictor.cluster;

import org.jspecify.annotations.NullMarked;
