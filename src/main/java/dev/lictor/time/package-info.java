/** A clock that no setting of the computer's clock changes, and waits that end at a deadline. */
@NullMarked
package dev.lictor.time;

import org.jspecify.annotations.NullMarked;
