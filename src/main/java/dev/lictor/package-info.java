/** One binary, several roles: what starts and which of Quarkus' parts it starts with. */
@NullMarked
package dev.lictor;

import org.jspecify.annotations.NullMarked;
