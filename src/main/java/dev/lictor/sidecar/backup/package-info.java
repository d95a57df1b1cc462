/** Backups of a server: snapshots of Consul in a folder, and the detection of lost data. */
@NullMarked
package dev.lictor.sidecar.backup;

import org.jspecify.annotations.NullMarked;
