/** What a person sees of a local cluster. */
@NullMarked
package dev.lictor.local.display;

import org.jspecify.annotations.NullMarked;
