package dev.lictor.local;

import static org.assertj.core.api.Assertions.fail;

import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Real Consul programs of the oldest and the newest version, as the environment names them. */
enum RealConsul {
    OLDEST,
    NEWEST;

    /** Without one a test is skipped, and says so; it fails where {@code TEST_REQUIRE_SERVERS} is true. */
    Path path() {
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
}
