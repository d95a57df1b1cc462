/** Removes surplus servers one at a time. */
@NullMarked
package dev.lictor.bootstrap.scaledown;

import org.jspecify.annotations.NullMarked;
