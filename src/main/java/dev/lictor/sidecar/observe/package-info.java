/** What a sidecar requests from Consul, how often, and the results. */
@NullMarked
package dev.lictor.sidecar.observe;

import org.jspecify.annotations.NullMarked;
