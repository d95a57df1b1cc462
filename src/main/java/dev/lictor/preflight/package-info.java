/** What stands in the way of a cluster, found before anything of it is written. */
@NullMarked
package dev.lictor.preflight;

import org.jspecify.annotations.NullMarked;
