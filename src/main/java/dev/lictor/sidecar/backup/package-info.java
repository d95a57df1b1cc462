/** A server's snapshots, kept in a folder. */
@NullMarked
package dev.lictor.sidecar.backup;

import org.jspecify.annotations.NullMarked;
