/** Makes text of other programs safe to print. */
@NullMarked
package dev.lictor.text;

import org.jspecify.annotations.NullMarked;
