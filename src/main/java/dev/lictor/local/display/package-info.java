/** How a local cluster is shown: a table on a terminal, or a line for each change. */
@NullMarked
package dev.lictor.local.display;

import org.jspecify.annotations.NullMarked;
