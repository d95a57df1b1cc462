/** Replaces servers of an earlier revision one at a time, and waits for all of them. */
@NullMarked
package dev.lictor.bootstrap.rollout;

import org.jspecify.annotations.NullMarked;
