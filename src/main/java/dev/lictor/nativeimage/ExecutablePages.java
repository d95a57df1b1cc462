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
 * The read-only pages of the native executable. Many of them are needed only at start or once a minute. Linux keeps them and their
 * neighbours resident until memory is short, and they are most of a sidecar's resident memory. The mappings are read once, because the
 * loader never moves a mapping and a read-only mapping never becomes writable.
 */
final class ExecutablePages {
    private static final Path MAPPINGS = Path.of("/proc/self/smaps");
    private static final Path EXECUTABLE = Path.of("/proc/self/exe");
    private static final int DONT_NEED = 4;

    private final List<MappedRegion> mappings;

    private ExecutablePages(List<MappedRegion> mappings) {
        this.mappings = mappings;
    }

    /** Without pages on a JVM, and where {@code /proc/self/smaps} cannot be read. */
    static ExecutablePages ofThisExecutable() {
        if (ImageMode.current() != ImageMode.NATIVE_RUN) {
            return new ExecutablePages(List.of());
        }
        try {
            return new ExecutablePages(MappedRegion.unmodified(
                    Files.readString(MAPPINGS), EXECUTABLE.toRealPath().toString()));
        } catch (IOException e) {
            return new ExecutablePages(List.of());
        }
    }

    /** Removes the pages from this process by {@code madvise(MADV_DONTNEED)}. A page that is used again comes from the page cache. */
    void release() {
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
