/** The entry point: one binary with several roles, and the parts of Quarkus that each role starts. */
@NullMarked
package dev.lictor;

import org.jspecify.annotations.NullMarked;
