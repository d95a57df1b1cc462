package dev.lictor.testing;

import dev.lictor.cluster.ClusterSpec;
import dev.lictor.config.SettingsSource;
import java.util.Map;
import java.util.Optional;

/** Specifications for tests, from settings as a user would write them. */
public final class Specs {
    public static final String RELEASE = "1.0";

    private Specs() {}

    public static ClusterSpec usual() {
        return with(Map.of());
    }

    public static ClusterSpec with(Map<String, String> settings) {
        return new SettingsSource(Optional.empty(), Map.of(), settings).read().specification(RELEASE);
    }
}
