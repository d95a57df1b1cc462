/** Checks that a running cluster is secure and complete: observations, and the verdicts that follow from them. */
@NullMarked
package dev.lictor.verify;

import org.jspecify.annotations.NullMarked;
