/** Use cases of the commands diff, render and uninstall, and what bootstrap asks of running servers. */
@NullMarked
package dev.lictor.operations;

import org.jspecify.annotations.NullMarked;
