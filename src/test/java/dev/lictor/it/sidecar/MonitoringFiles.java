package dev.lictor.it.sidecar;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files under k8s/monitoring, and the tests of their alerts. */
public final class MonitoringFiles {
    static final Path RULES = Path.of("k8s/monitoring/rules.yaml");
    public static final Path FIRING = Path.of("src/test/resources/alerts/firing.yaml");
    static final Path ROLLING_RESTART = Path.of("src/test/resources/alerts/rolling-restart.yaml");

    private static final Path OPERATORS_RULES = Path.of("k8s/monitoring/prometheus-rule.yaml");
    private static final Path DASHBOARD = Path.of("k8s/monitoring/dashboard.json");

    private MonitoringFiles() {}

    public static JsonNode groups() {
        return read(RULES).path("groups");
    }

    public static JsonNode operatorsGroups() {
        return read(OPERATORS_RULES).at("/spec/groups");
    }

    public static List<JsonNode> alerts() {
        return groups().findValue("rules").valueStream().toList();
    }

    /** The queries of the dashboard, with its variables filled in as Grafana does. */
    static List<String> questions() {
        return read(DASHBOARD).findValuesAsText("expr").stream()
                .map(expression -> expression
                        .replace("$namespace", "consul")
                        .replace("$job", "consul")
                        .replace("$__rate_interval", "1m"))
                .toList();
    }

    /** All PromQL expressions of rules and dashboard. */
    public static Stream<String> expressions() {
        return Stream.concat(alerts().stream().map(alert -> alert.path("expr").asText()), questions().stream());
    }

    public static JsonNode read(Path file) {
        try {
            return Serialization.unmarshal(Files.readString(file), JsonNode.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
