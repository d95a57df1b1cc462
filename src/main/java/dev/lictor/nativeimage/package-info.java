/**
 * What exists only for the native executable: heap, serialization prepared at build time, signals. {@code
 * docs/explanation/native.md} says what each piece buys, by which figure, and what was deleted because it bought nothing.
 */
@NullMarked
package dev.lictor.nativeimage;

import org.jspecify.annotations.NullMarked;
