package dev.lictor.testing.servers;

import static org.assertj.core.api.Assertions.fail;

import dev.lictor.cluster.ConsulVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Real Consul programs of the oldest and the newest version, as the environment names them. */
public enum RealConsul {
    OLDEST,
    NEWEST;

    /** Without one a test is skipped, and says so; it fails where {@code TEST_REQUIRE_SERVERS} is true. */
    public Path path() {
        var variable = "TEST_CONSUL_" + name();
        var path = System.getenv(variable);
        if (path == null || path.isBlank()) {
            var message = "SKIPPED: %s does not name a Consul program".formatted(variable);
            if (Boolean.parseBoolean(System.getenv("TEST_REQUIRE_SERVERS"))) {
                fail(message);
            }
            System.err.println(message);
            Assumptions.abort(message);
        }
        return Path.of(path);
    }

    /** The version that the program prints, such as {@code 1.22.7}. */
    public String version() {
        try {
            var process = new ProcessBuilder(path().toString(), "version")
                    .redirectErrorStream(true)
                    .start();
            try (var output = process.inputReader(StandardCharsets.UTF_8)) {
                var line = output.readLine();
                return ConsulVersion.parse(String.valueOf(line).replaceFirst("Consul ", ""))
                        .orElseThrow(() -> new IllegalStateException("no version: " + line))
                        .toString();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
