/** Real servers and the real program, for integration tests. */
@NullMarked
package dev.lictor.servers;

import org.jspecify.annotations.NullMarked;
