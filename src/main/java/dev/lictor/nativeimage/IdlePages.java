package dev.lictor.nativeimage;

import io.quarkus.runtime.ImageMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.graalvm.nativeimage.c.function.CFunction;
import org.graalvm.word.Pointer;
import org.graalvm.word.UnsignedWord;
import org.graalvm.word.WordFactory;

/**
 * Pages of the native executable that only its start needed, or what is done once a minute. They stay mapped, with their neighbours,
 * as long as nobody lacks memory, and are most of what a sidecar occupies. What the loader has mapped stays where it is, and what cannot
 * be written now is never made writable, so that it is looked up once.
 */
final class IdlePages {
    private static final Path MAPPINGS = Path.of("/proc/self/smaps");
    private static final Path EXECUTABLE = Path.of("/proc/self/exe");
    private static final int DONT_NEED = 4;

    private final List<MappedRegion> mappings;

    private IdlePages(List<MappedRegion> mappings) {
        this.mappings = mappings;
    }

    /** None where there is no executable, or where it cannot be seen what is mapped of it. */
    static IdlePages ofThisProcess() {
        if (ImageMode.current() != ImageMode.NATIVE_RUN) {
            return new IdlePages(List.of());
        }
        try {
            return new IdlePages(MappedRegion.unchanged(
                    Files.readString(MAPPINGS), EXECUTABLE.toRealPath().toString()));
        } catch (IOException e) {
            return new IdlePages(List.of());
        }
    }

    /** What is needed again comes back from the page cache. */
    void giveBack() {
        for (var mapping : mappings) {
            madvise(
                    WordFactory.pointer(mapping.start()),
                    WordFactory.unsigned(mapping.end() - mapping.start()),
                    DONT_NEED);
        }
    }

    @CFunction
    private static native int madvise(Pointer start, UnsignedWord length, int advice);
}
