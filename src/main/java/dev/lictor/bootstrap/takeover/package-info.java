/**
 * Takes over what others have made: {@link dev.lictor.bootstrap.takeover.AdoptionPlanner} decides for each object whether and how, and
 * {@link dev.lictor.bootstrap.takeover.Takeover} replaces the servers of another StatefulSet by ours, one at a time.
 */
@NullMarked
package dev.lictor.bootstrap.takeover;

import org.jspecify.annotations.NullMarked;
