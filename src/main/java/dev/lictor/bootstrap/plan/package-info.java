/** Decides what a run writes, from what was asked for and what is there. Nothing here asks anybody or reads a clock. */
@NullMarked
package dev.lictor.bootstrap.plan;

import org.jspecify.annotations.NullMarked;
