/**
 * What exists only for the native executable: heap, memory pages, serialization prepared at build time, signals. {@code
 * docs/explanation/native.md} says what each piece buys, by which figure, and which pieces are candidates for deletion.
 */
@NullMarked
package dev.lictor.nativeimage;

import org.jspecify.annotations.NullMarked;
