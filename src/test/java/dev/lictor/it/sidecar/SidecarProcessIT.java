package dev.lictor.it.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lictor.testing.servers.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the program starts and ends as a sidecar. */
class SidecarProcessIT {
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    @TempDir
    Path directory;

    @Test
    void withoutAConsulItStartsLivesSaysWhyAndEndsWithoutFailure() {
        var absent = FreePorts.one();
        try (var sidecar =
                SidecarProcess.start(directory, Map.of("LICTOR_SIDECAR_CONSUL_URL", "http://127.0.0.1:" + absent))) {
            await().atMost(TIMEOUT).until(() -> sidecar.probe("started") == 200);

            assertThat(sidecar.probe("live")).isEqualTo(200);
            assertThat(sidecar.probe("ready")).isEqualTo(503);
            assertThat(sidecar.ready())
                    .containsEntry("status", "DOWN")
                    .containsEntry("reasons", "status/leader: Connection refused: /127.0.0.1:" + absent);
            assertThat(sidecar.metrics()).contains("consul_up 0.0\n").doesNotContain("consul_raft_leader");

            sidecar.terminate();
            assertThat(sidecar.exitCode()).isZero();
            assertThat(sidecar.log())
                    .singleElement()
                    .asString()
                    .endsWith("INFO  not ready: status/leader: Connection refused: /127.0.0.1:" + absent);
        }
    }

    /** A poll is under way at most ends, because Consul ends with its sidecar. */
    @Test
    void aPollThatIsUnderWayAtTheEndIsNoFailure() throws IOException {
        try (var hung = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                var sidecar = SidecarProcess.start(
                        directory, Map.of("LICTOR_SIDECAR_CONSUL_URL", "http://127.0.0.1:" + hung.getLocalPort()));
                var _ = hung.accept()) {
            sidecar.terminate();

            assertThat(sidecar.exitCode()).isZero();
            assertThat(sidecar.log()).noneMatch(line -> line.contains("ERROR") || line.contains("Exception"));
        }
    }

    @Test
    void aMountWithoutCertificatesIsReported() {
        try (var sidecar =
                SidecarProcess.start(directory, Map.of("LICTOR_SIDECAR_TLS_DIRECTORY", directory.toString()))) {
            await().atMost(TIMEOUT).until(() -> sidecar.probe("started") == 200);

            assertThat(sidecar.ready()).containsEntry("reasons", "status/leader: cannot read " + directory + "/ca.crt");
            assertThat(sidecar.probe("live")).isEqualTo(200);
        }
    }

    /** Quarkus builds every native executable so that SIGUSR1 dumps its heap. */
    @Test
    void noSignalMakesItDumpItsHeap() throws IOException {
        try (var sidecar = SidecarProcess.start(directory, Map.of())) {
            await().atMost(TIMEOUT).until(() -> sidecar.probe("live") == 200);

            sidecar.signal("USR1");
            var polls = polls(sidecar);
            await().atMost(TIMEOUT).until(() -> polls(sidecar) > polls + 1);

            try (var files = Files.list(directory)) {
                assertThat(files).allSatisfy(file -> assertThat(file).hasExtension("log"));
            }
        }
    }

    private static double polls(SidecarProcess sidecar) {
        return sidecar.metrics()
                .lines()
                .filter(line -> line.startsWith("lictor_poll_duration_seconds_count "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
                .sum();
    }

    @Test
    void invalidSettingsAreToldBeforeAnythingStarts() {
        try (var sidecar = SidecarProcess.start(
                directory, Map.of("LICTOR_SIDECAR_POLL_INTERVAL", "1ms", "LICTOR_SIDECAR_PROT", "1"))) {
            assertThat(sidecar.exitCode()).isEqualTo(3);
            assertThat(sidecar.log())
                    .containsExactly(
                            "lictor: LICTOR_SIDECAR_PROT in the environment is not a setting; did you mean"
                                    + " LICTOR_SIDECAR_PORT?",
                            "lictor: lictor.sidecar.poll-interval is 1 ms; use 1s or more");
        }
    }

    @Test
    void aPortThatIsTakenIsNamed() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var sidecar = SidecarProcess.start(directory, Map.of(), socket.getLocalPort())) {
            assertThat(sidecar.exitCode()).isEqualTo(1);
            assertThat(sidecar.log())
                    .anySatisfy(line -> assertThat(line)
                            .startsWith("lictor: cannot listen on 127.0.0.1, port " + socket.getLocalPort()))
                    .last()
                    .asString()
                    .startsWith("lictor: If another sidecar runs, choose another port or address with ");
        }
    }
}
