package dev.lictor.cli;

import io.quarkus.runtime.ImageMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.graalvm.nativeimage.c.function.CFunction;
import org.graalvm.word.Pointer;
import org.graalvm.word.UnsignedWord;
import org.graalvm.word.WordFactory;

/**
 * Pages of the native executable that only its start needed, or what is done once a minute. They stay mapped, with their neighbours,
 * as long as nobody lacks memory, and are most of what a sidecar occupies.
 */
final class IdlePages {
    private static final Path MAPPINGS = Path.of("/proc/self/smaps");
    private static final Path EXECUTABLE = Path.of("/proc/self/exe");
    private static final int DONT_NEED = 4;

    private IdlePages() {}

    /** What is needed again comes back from the page cache. */
    static void giveBack() {
        if (ImageMode.current() == ImageMode.NATIVE_RUN) {
            try {
                for (var mapping : Mapping.unchanged(
                        Files.readString(MAPPINGS), EXECUTABLE.toRealPath().toString())) {
                    madvise(
                            WordFactory.pointer(mapping.start()),
                            WordFactory.unsigned(mapping.end() - mapping.start()),
                            DONT_NEED);
                }
            } catch (IOException e) {
                // Then they stay.
            }
        }
    }

    @CFunction
    private static native int madvise(Pointer start, UnsignedWord length, int advice);
}
