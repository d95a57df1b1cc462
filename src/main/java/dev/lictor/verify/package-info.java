/** Shows of a running cluster that it is as secure and whole as it was asked to be: what is seen, and what follows from it. */
@NullMarked
package dev.lictor.verify;

import org.jspecify.annotations.NullMarked;
