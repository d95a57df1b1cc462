/** Key material: its kinds, where it comes from, how it is made and how Secrets hold it. */
@NullMarked
package dev.lictor.bootstrap.keys;

import org.jspecify.annotations.NullMarked;
