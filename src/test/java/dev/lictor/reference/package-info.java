/** The tables of docs/reference, compared with the code that they describe. */
@NullMarked
package dev.lictor.reference;

import org.jspecify.annotations.NullMarked;
