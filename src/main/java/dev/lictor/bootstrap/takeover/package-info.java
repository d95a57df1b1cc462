/** Replaces the servers of another StatefulSet by ours, one at a time. */
@NullMarked
package dev.lictor.bootstrap.takeover;

import org.jspecify.annotations.NullMarked;
