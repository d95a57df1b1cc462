package dev.lictor.servers;

import java.nio.file.Path;
import java.util.List;

/** The program as it was packaged. */
public final class LictorProgram {
    private LictorProgram() {}

    /** The start of a command line: the native executable where {@code TEST_LICTOR} names it, else Java's. */
    public static List<String> command() {
        var executable = System.getenv("TEST_LICTOR");
        if (executable != null && !executable.isBlank()) {
            return List.of(executable);
        }
        var jar = Path.of("target/quarkus-app/quarkus-run.jar").toAbsolutePath();
        return List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", jar.toString());
    }
}
