/** What an operator does by hand: use cases over the ports. */
@NullMarked
package dev.lictor.operations;

import org.jspecify.annotations.NullMarked;
