/** Text for people: text of other programs that is made safe to print, and lines of progress. */
@NullMarked
package dev.lictor.text;

import org.jspecify.annotations.NullMarked;
