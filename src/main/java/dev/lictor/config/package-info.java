/** Settings from a file, the environment and flags, and their mapping to the specification of a cluster. */
@NullMarked
package dev.lictor.config;

import org.jspecify.annotations.NullMarked;
