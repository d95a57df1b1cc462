package dev.lictor.servers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The program as it was packaged. */
public final class LictorProgram {
    private LictorProgram() {}

    /** The start of a command line: the native executable if there is one, else Java's. */
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

    /** The one that {@code TEST_LICTOR} names, or that this build has made. */
    public static Optional<Path> nativeExecutable() {
        return Stream.of(System.getenv("TEST_LICTOR"), System.getProperty("native.image.path"))
                .flatMap(Stream::ofNullable)
                .filter(path -> !path.isBlank())
                .map(path -> Path.of(path).toAbsolutePath())
                .filter(Files::isExecutable)
                .findFirst();
    }
}
