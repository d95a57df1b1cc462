/** What others say, made fit to be printed. */
@NullMarked
package dev.lictor.text;

import org.jspecify.annotations.NullMarked;
