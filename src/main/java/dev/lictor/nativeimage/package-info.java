/** What exists only for the native executable: heap, memory pages, serialization prepared at build time, signals. */
@NullMarked
package dev.lictor.nativeimage;

import org.jspecify.annotations.NullMarked;
