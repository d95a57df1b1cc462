/** Real servers and the real program, for integration tests. */
@NullMarked
package dev.lictor.testing.servers;

import org.jspecify.annotations.NullMarked;
