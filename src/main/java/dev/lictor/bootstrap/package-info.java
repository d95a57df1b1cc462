/** From a specification and what the cluster holds to a plan, and from the plan to outcomes. */
@NullMarked
package dev.lictor.bootstrap;

import org.jspecify.annotations.NullMarked;
