/** Plans what a run writes, from the request and the observed state. Only {@link dev.lictor.bootstrap.plan.ObservedState} sends requests; nothing here reads a clock. */
@NullMarked
package dev.lictor.bootstrap.plan;

import org.jspecify.annotations.NullMarked;
