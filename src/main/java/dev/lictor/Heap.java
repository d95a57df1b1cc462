package dev.lictor;

import io.quarkus.runtime.ImageMode;
import org.graalvm.nativeimage.RuntimeOptions;

/** The native executable's heap, which is built for a sidecar that stays small for months. */
final class Heap {
    /** Of the whole, for new objects. */
    private static final int PERCENT = 75;

    private Heap() {}

    /** A command ends before it has filled this; what it would collect on its way took a third of its time. */
    static void forOneCommand() {
        if (ImageMode.current() == ImageMode.NATIVE_RUN) {
            RuntimeOptions.set("MaximumYoungGenerationSizePercent", PERCENT);
        }
    }
}
