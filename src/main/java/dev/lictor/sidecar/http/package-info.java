/** Protection of the sidecar's port: read-only access, and limits on connections and requests. */
@NullMarked
package dev.lictor.sidecar.http;

import org.jspecify.annotations.NullMarked;
