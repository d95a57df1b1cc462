/** What the sidecar does to the Consul server beside it, decided in one place from what was observed. */
@NullMarked
package dev.lictor.sidecar.acts;

import org.jspecify.annotations.NullMarked;
