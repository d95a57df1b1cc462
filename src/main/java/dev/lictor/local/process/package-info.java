/** Starts, records and ends the processes of a local cluster. */
@NullMarked
package dev.lictor.local.process;

import org.jspecify.annotations.NullMarked;
