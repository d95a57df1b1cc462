package dev.lictor;

import org.graalvm.nativeimage.ImageInfo;
import org.graalvm.nativeimage.RuntimeOptions;

/**
 * The garbage collector's bounds for a command, in bytes. The native executable is built with those of a sidecar, which is to stay
 * small for months; a command ends before there is garbage worth collecting, and collecting took a third of bootstrap's time.
 */
final class CommandHeap {
    private static final long MIB = 1024 * 1024;

    private CommandHeap() {}

    /** On a JVM, which has bounds of its own, nothing is done. */
    static void widen() {
        if (ImageInfo.inImageRuntimeCode()) {
            RuntimeOptions.set("MaxHeapSize", 160 * MIB);
            RuntimeOptions.set("MaxNewSize", 64 * MIB);
        }
    }
}
