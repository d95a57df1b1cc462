/** The command line: a class a command, the exit codes, and the one place that turns failures into words. */
@NullMarked
package dev.lictor.cli;

import org.jspecify.annotations.NullMarked;
