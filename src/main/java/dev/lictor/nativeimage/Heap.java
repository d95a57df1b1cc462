package dev.lictor.nativeimage;

import io.quarkus.runtime.ImageMode;
import org.graalvm.nativeimage.RuntimeOptions;

/**
 * The native executable's heap. Its defaults, in {@code application.properties}, suit commands, which end before the young generation is
 * full. A sidecar changes them after its start. On a JVM these methods do nothing.
 */
public final class Heap {
    /** Percent of the maximum heap, 96 MiB. A sidecar with few requests fills this in about ten seconds. */
    private static final int YOUNG_GENERATION_PERCENT = 10;

    private Heap() {}

    /** Limits the memory for new objects. For a process that has started and runs for months. */
    public static void limitYoungGeneration() {
        if (ImageMode.current() == ImageMode.NATIVE_RUN) {
            RuntimeOptions.set("MaximumYoungGenerationSizePercent", YOUNG_GENERATION_PERCENT);
        }
    }

    /**
     * Collects all garbage. The collector's policy almost never makes a full collection by itself. Only a full collection also clears the
     * marks of image pages that were written to and no longer refer to new objects.
     */
    static void collectAll() {
        if (ImageMode.current() == ImageMode.NATIVE_RUN) {
            System.gc();
        }
    }
}
