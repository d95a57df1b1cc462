/** What was asked: a cluster of Consul servers, valid by construction, and what its Consul version understands. */
@NullMarked
package dev.lictor.cluster;

import org.jspecify.annotations.NullMarked;
