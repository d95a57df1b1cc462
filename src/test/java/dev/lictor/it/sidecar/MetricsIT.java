package dev.lictor.it.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lictor.sidecar.metrics.Metric;
import dev.lictor.testing.servers.ConsulServers;
import dev.lictor.testing.servers.FreePorts;
import dev.lictor.testing.servers.Prometheus;
import dev.lictor.testing.servers.RealConsul;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A real Prometheus scrapes the sidecar of a real leader. */
@Tag("native")
class MetricsIT {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource
    void everyMetricIsValidAndScraped(RealConsul consul) throws IOException {
        int port = FreePorts.one();
        try (var servers = new ConsulServers(consul, directory, 1, Map.of(), Map.of());
                var sidecar = SidecarProcess.start(
                        directory,
                        Map.of(
                                "LICTOR_SIDECAR_CONSUL_URL", servers.url(0).toString(),
                                "LICTOR_SIDECAR_TLS_DIRECTORY",
                                        servers.tlsDirectory().toString(),
                                "LICTOR_SIDECAR_DATA_DIRECTORY", directory.toString(),
                                "LICTOR_SIDECAR_BACKUP_DIRECTORY",
                                        directory.resolve("backups").toString()),
                        port);
                var prometheus = Prometheus.scraping(directory, "127.0.0.1:" + port)) {
            servers.startAll();

            await().atMost(TIMEOUT)
                    .untilAsserted(() -> assertThat(names(sidecar.metrics())).isEqualTo(names()));

            var text = Files.writeString(directory.resolve("metrics"), sidecar.metrics());
            var lint = Prometheus.lint(text);
            assertThat(lint.words()).isEmpty();
            assertThat(lint.exitCode()).isZero();

            await().atMost(TIMEOUT)
                    .untilAsserted(() -> assertThat(prometheus
                                    .query("{job=\"lictor\"}")
                                    .valueStream()
                                    .map(sample -> sample.path("metric")
                                            .path("__name__")
                                            .asText())
                                    .map(MetricsIT::family)
                                    .collect(Collectors.toSet()))
                            .containsAll(names()));
            assertThat(prometheus
                            .query("up{job=\"lictor\"}")
                            .path(0)
                            .path("value")
                            .path(1)
                            .asText())
                    .isEqualTo("1");
            assertThat(prometheus
                            .query("lictor_raft_leader_info")
                            .path(0)
                            .path("metric")
                            .path("member")
                            .asText())
                    .isEqualTo("consul-0");
        }
    }

    private static Set<String> names() {
        return Stream.of(Metric.values()).map(Metric::text).collect(Collectors.toSet());
    }

    private static Set<String> names(String text) {
        return text.lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> family(line.replaceFirst("[{ ].*", "")))
                .collect(Collectors.toSet());
    }

    private static String family(String sample) {
        return sample.replaceFirst("_(bucket|count|sum)$", "");
    }
}
