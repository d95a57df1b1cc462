package dev.lictor.it.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lictor.testing.FakeConsul;
import dev.lictor.testing.SnapshotArchives;
import dev.lictor.testing.servers.SettableClock;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A clock that is set while a sidecar runs: a virtual machine that resumes, or a time service that steps. */
class ClockIT {
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    /** Far less than the step of the clock, so that a wait by that clock fails the test. */
    private static final Duration POLLS_WITHIN = Duration.ofSeconds(30);

    private static final int POLLS = 4;
    private static final Pattern AT = Pattern.compile("\"at\"\\s*:\\s*\"([^\"]+)\"");
    private static final List<Duration> SETTINGS = List.of(
            Duration.ofHours(-1),
            Duration.ZERO,
            Duration.ofHours(1),
            Duration.ofMinutes(59),
            Duration.ofMinutes(59).plusSeconds(5),
            Duration.ofMinutes(59),
            Duration.ZERO);

    @TempDir
    Path directory;

    @Test
    void aClockThatIsSetStopsNoPollAndChangesNoProbe() {
        var clock = new SettableClock(directory);
        try (var consul = new FakeConsul().play("1.22.7", "follower");
                var sidecar = sidecar(consul, clock, Map.of())) {
            await().atMost(TIMEOUT).until(() -> sidecar.probe("ready") == 200);
            var log = sidecar.log();

            for (var ahead : SETTINGS) {
                clock.set(ahead);

                var polls = sidecar.polls();
                await("polls after the clock was set to " + ahead)
                        .atMost(POLLS_WITHIN)
                        .until(() -> {
                            assertThat(sidecar.probe("ready")).isEqualTo(200);
                            assertThat(sidecar.probe("live")).isEqualTo(200);
                            return sidecar.polls() >= polls + POLLS;
                        });
                // The page shows the new time
                assertThat(Duration.between(Instant.now().plus(ahead), shownTime(sidecar))
                                .abs())
                        .isLessThan(POLLS_WITHIN);
            }

            assertThat(sidecar.log()).isEqualTo(log);
        }
    }

    /** A loss is confirmed a minute after it is first seen, independent of the clock. */
    @Test
    @Tag("thorough")
    void aClockThatIsSetBackDelaysNoReportOfLostData() throws IOException {
        var clock = new SettableClock(directory);
        var backups = Files.createDirectory(directory.resolve("backups"));
        Files.write(
                backups.resolve("20991231T000000Z.snap"),
                SnapshotArchives.whole("what was".getBytes(StandardCharsets.UTF_8), 1_000_000_000));
        try (var consul = new FakeConsul().play("1.22.7", "follower");
                var sidecar = sidecar(consul, clock, Map.of("LICTOR_SIDECAR_BACKUP_DIRECTORY", backups.toString()))) {
            await().atMost(TIMEOUT).until(() -> sidecar.metrics().contains("lictor_data_lost 0.0\n"));

            clock.set(Duration.ofHours(-1));

            await().atMost(TIMEOUT.multipliedBy(3))
                    .until(() -> sidecar.metrics().contains("lictor_data_lost 1.0\n"));
        }
    }

    private SidecarProcess sidecar(FakeConsul consul, SettableClock clock, Map<String, String> more) {
        var environment = new HashMap<>(clock.environment());
        environment.putAll(more);
        environment.put("LICTOR_SIDECAR_CONSUL_URL", consul.url("http").toString());
        return SidecarProcess.start(directory, environment);
    }

    private static Instant shownTime(SidecarProcess sidecar) {
        var status = sidecar.get("/status").map(HttpResponse::body).orElse("");
        var at = AT.matcher(status);
        assertThat(at.find()).as(status).isTrue();
        return Instant.parse(at.group(1));
    }
}
