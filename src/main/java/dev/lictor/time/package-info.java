/** A clock that does not follow changes of the system clock, and waits that end at a deadline. */
@NullMarked
package dev.lictor.time;

import org.jspecify.annotations.NullMarked;
