/** What people read of a sidecar, and programs that want more than yes and no: its last observation as a page and as JSON. */
@NullMarked
package dev.lictor.sidecar.page;

import org.jspecify.annotations.NullMarked;
