/** The status page for people, and the same status as JSON for programs that need more than a health check. */
@NullMarked
package dev.lictor.sidecar.page;

import org.jspecify.annotations.NullMarked;
