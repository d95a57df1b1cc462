package dev.lictor.sidecar.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.consul.ConsulError;
import dev.lictor.consul.ConsulError.Cause;
import dev.lictor.consul.ConsulResult;
import dev.lictor.consul.RaftServer;
import dev.lictor.sidecar.MonitorState;
import dev.lictor.sidecar.backup.BackupStatus;
import dev.lictor.sidecar.observe.CertificateExpiry;
import dev.lictor.testing.BackupExamples;
import dev.lictor.testing.Observations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Page and document of a server in each state, a file each. After a wanted change {@code mvn test -Dtest=StatusRenderingTest
 * -Dgolden.update=true} writes the files anew, for the diff to be read.
 */
class StatusRenderingTest {
    private static final Path FILES = Path.of("src/test/resources/status");
    private static final ConsulError REFUSED = new ConsulError(Cause.REFUSED, "Connection refused: /127.0.0.1:8501");
    private static final ConsulError FORBIDDEN = new ConsulError(Cause.FORBIDDEN, "status 403: Permission denied");
    private static final String HOSTILE =
            "</title><script>alert('1')</script>\" onload=\"alert(2)&amp;\u0000\u202e:8300";

    enum State {
        FOLLOWER(
                follower()
                        .members()
                        .autopilot(
                                true,
                                1,
                                Observations.told("0", true, Duration.ZERO, 103),
                                Observations.told("1", false, Duration.ofMillis(60), 103),
                                Observations.told("2", false, Duration.ofMillis(43), 101))
                        .space(812_000_000, 1_073_741_824)
                        .state(),
                BackupExamples.KEPT),
        PEER_DEAD(Observations.leads()
                .members(
                        Observations.member("consul-0", 1, "id-0", Observations.OTHER),
                        Observations.member("consul-1", 1, "id-1", Observations.OWN),
                        Observations.member("consul-2", 4, "id-2", Observations.THIRD))
                .autopilot(
                        false,
                        0,
                        Observations.told("0", false, Duration.ofMillis(18), 100),
                        Observations.told("1", true, Duration.ZERO, 100),
                        Observations.told("2", false, Duration.ofMillis(43), 90))
                .space(12_000_000, 1_073_741_824)
                .state()),
        LEADER(
                Observations.leads()
                        .certificates(ends(Duration.ofDays(300), Duration.ofDays(-3)))
                        .state(),
                BackupExamples.OVERDUE),
        LEADERLESS(follower()
                .leader(new ConsulResult.Seen<>(""))
                .neverHeard()
                .lag(2000)
                .state()),
        UNREACHABLE(Observations.failed(REFUSED).state(), BackupExamples.NONE_YET),
        DATA_LOST(Observations.leads().state(), BackupExamples.LOST),
        WITHOUT_TOKEN(follower().self(FORBIDDEN).hidden().state()),
        STALE(follower().state(Observations.NOW.plusSeconds(60))),
        NEVER_ASKED(Observations.unasked()),
        HOSTILE_NAMES(follower()
                .leader(new ConsulResult.Seen<>(HOSTILE))
                .address("[::1]:8300")
                .configuration(new RaftServer("id-0", HOSTILE, false), new RaftServer("id-1", "[::1]:8300", true))
                .state());

        private final MonitorState state;
        private final Optional<BackupStatus> backups;

        State(MonitorState state) {
            this(state, Optional.empty());
        }

        State(MonitorState state, BackupStatus backups) {
            this(state, Optional.of(backups));
        }

        State(MonitorState state, Optional<BackupStatus> backups) {
            this.state = state;
            this.backups = backups;
        }

        private Path file(String type) {
            return FILES.resolve(name().toLowerCase(Locale.ROOT).replace('_', '-') + type);
        }

        private static Observations follower() {
            return Observations.follower().certificates(ends(Duration.ofDays(300), Duration.ofHours(30)));
        }

        private static CertificateExpiry ends(Duration ca, Duration server) {
            return new CertificateExpiry(
                    Optional.of(Observations.NOW.plus(ca)), Optional.of(Observations.NOW.plus(server)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void thePage(State state) throws IOException {
        var page = StatusPage.html(Status.of(state.state, state.backups, "1.0.0", state.state.now()), true);

        assertThat(page).containsOnlyOnce(Stylesheet.TEXT.markup());
        isAsExpected(state.file(".html"), page.replace(Stylesheet.TEXT.markup(), "..."));
    }

    @ParameterizedTest
    @EnumSource
    void theDocument(State state) throws IOException {
        isAsExpected(
                state.file(".json"),
                StatusDocument.json(Status.of(state.state, state.backups, "1.0.0", state.state.now())));
    }

    private static void isAsExpected(Path file, String rendered) throws IOException {
        if (Boolean.getBoolean("golden.update")) {
            Files.createDirectories(FILES);
            Files.writeString(file, rendered);
        }
        assertThat(rendered).as("%s", file).isEqualTo(Files.readString(file));
    }
}
