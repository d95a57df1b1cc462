package dev.lictor.testing.servers;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The packaged program. */
public final class LictorProgram {
    private LictorProgram() {}

    /** The first words of a command line: the native executable if there is one, else Java with the jar. */
    public static List<String> command() {
        return nativeExecutable()
                .map(executable -> List.of(executable.toString()))
                .orElseGet(() -> List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        Path.of("target/quarkus-app/quarkus-run.jar")
                                .toAbsolutePath()
                                .toString()));
    }

    /**
     * The one that {@code TEST_LICTOR} names, as the build with {@code -Dnative} does. One that lies in target/ may be of an earlier
     * build.
     */
    public static Optional<Path> nativeExecutable() {
        return Optional.ofNullable(System.getenv("TEST_LICTOR"))
                .filter(path -> !path.isBlank())
                .map(path -> Path.of(path).toAbsolutePath());
    }
}
