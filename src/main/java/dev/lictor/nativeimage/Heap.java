package dev.lictor.nativeimage;

import io.quarkus.runtime.ImageMode;
import org.graalvm.nativeimage.RuntimeOptions;

/** The native executable's heap, which is built for commands: they end before they have filled what there is for new objects. */
public final class Heap {
    /** Of 96 MiB in all. New objects fill two fifths of that before they are collected, ten seconds' worth if nobody asks much. */
    private static final int PERCENT_FOR_NEW_OBJECTS = 10;

    private Heap() {}

    /** For what lives for months, and has started. */
    public static void staysSmall() {
        if (ImageMode.current() == ImageMode.NATIVE_RUN) {
            RuntimeOptions.set("MaximumYoungGenerationSizePercent", PERCENT_FOR_NEW_OBJECTS);
        }
    }

    /**
     * Collects what the start left. What has outlived two small collections stays as good as for ever, for the policy hardly makes a
     * whole one; and only a whole one forgets which parts of the image were written to and refer to nothing new any more.
     */
    static void forgetsItsStart() {
        if (ImageMode.current() == ImageMode.NATIVE_RUN) {
            System.gc();
        }
    }
}
