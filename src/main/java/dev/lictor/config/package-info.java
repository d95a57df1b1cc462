/** Settings from file, environment and flags, and what they ask for. */
@NullMarked
package dev.lictor.config;

import org.jspecify.annotations.NullMarked;
