/** The command line: one class for each command, the options, the exit codes, and the one place that turns failures into messages. */
@NullMarked
package dev.lictor.cli;

import org.jspecify.annotations.NullMarked;
