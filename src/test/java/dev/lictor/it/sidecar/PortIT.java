package dev.lictor.it.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lictor.testing.FakeConsul;
import dev.lictor.testing.FakeConsul.Played;
import dev.lictor.testing.TestCertificates;
import dev.lictor.testing.servers.FreePorts;
import dev.lictor.testing.servers.LictorProgram;
import dev.lictor.testing.servers.ShownCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests that a sidecar's port refuses, and secrets that it never sends. */
@Tag("native")
class PortIT {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    /** The time limit of the kubelet. */
    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(3);

    /** The default memory limit of a sidecar. */
    private static final long LIMIT_KIB = 128 * 1024;

    private static final String TOKEN = "5ec2e75e-0000-4000-8000-5ec2e75ec2e7";

    @TempDir
    Path directory;

    @Test
    void clientsThatSendSlowlyKeepNobodyElseWaiting() throws IOException {
        try (var sidecar = alone(Map.of())) {
            var slow = new ArrayList<Socket>();
            for (int i = 0; i < 300; i++) {
                var socket = new Socket(InetAddress.getLoopbackAddress(), sidecar.port());
                socket.getOutputStream()
                        .write("GET /q/health/live HTTP/1.1\r\nHost: x\r\n".getBytes(StandardCharsets.US_ASCII));
                slow.add(socket);
            }

            assertThat(sidecar.probe("live")).isEqualTo(200);
            assertThat(sidecar.metrics()).contains("lictor_ready 0.0");

            // The sidecar closes silent connections without an answer
            for (var socket : slow) {
                socket.setSoTimeout(Math.toIntExact(TIMEOUT.toMillis()));
                assertThat(socket.getInputStream().read()).isEqualTo(-1);
                socket.close();
            }
            assertThat(sidecar.probe("live")).isEqualTo(200);
        }
    }

    /** Clients at the address of the probes, as behind one node's address, and at other addresses. */
    @ParameterizedTest
    @CsvSource({"127.0.0.1, 2000", "127.0.0.2, 2000", "127.0.0.1, 600"})
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void probesAreAnsweredInTimeWhileManyClientsReconnect(String address, int clients) throws IOException {
        try (var sidecar = alone(Map.of());
                var crowd = new SlowClients(sidecar.port(), clients, List.of(address))) {
            // All clients were connected, and most were disconnected and came back
            while (crowd.connected() < 3L * clients) {
                probe(sidecar);
            }
            assertThat(sidecar.log()).noneMatch(line -> line.contains("Exception"));
        }
    }

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void clientsThatReadNoAnswerDelayNoProbeAndCostNoMemory() throws IOException {
        try (var sidecar = alone(Map.of());
                var clients = new UnreadAnswers(sidecar.port(), 50)) {
            // Each has reconnected several times
            while (clients.hungUpOn() < 500) {
                probe(sidecar);
            }
            assertThat(sidecar.log()).noneMatch(line -> line.contains("Exception"));
            if (LictorProgram.nativeExecutable().isPresent()) {
                assertThat(sidecar.peak()).as("KiB of memory").isLessThan(LIMIT_KIB);
            }
        }
    }

    /** Probes as the kubelet does: with a new connection, within its time limit. */
    private static void probe(SidecarProcess sidecar) throws IOException {
        try (var socket = new Socket()) {
            socket.setSoTimeout(Math.toIntExact(PROBE_TIMEOUT.toMillis()));
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), sidecar.port()),
                    Math.toIntExact(PROBE_TIMEOUT.toMillis()));
            socket.getOutputStream()
                    .write("GET /q/health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 200");
        }
    }

    @Test
    void whatIsTooLongIsRefused() throws IOException {
        try (var sidecar = alone(Map.of())) {
            assertThat(answer(
                            sidecar, "GET /q/health/live HTTP/1.1\r\nHost: x\r\nX: " + "y".repeat(20_000) + "\r\n\r\n"))
                    .startsWith("HTTP/1.1 431");
            assertThat(answer(sidecar, "GET /" + "y".repeat(20_000) + " HTTP/1.1\r\nHost: x\r\n\r\n"))
                    .matches("HTTP/1\\.[01] 414.*");
            assertThat(answer(sidecar, "PUT /q/health/live HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\n"))
                    .startsWith("HTTP/1.1 405");
            assertThat(answer(sidecar, "no request at all\r\n\r\n")).matches("HTTP/1\\.[01] 400.*");
            assertThat(sidecar.probe("live")).isEqualTo(200);
            assertThat(sidecar.log()).noneMatch(line -> line.contains("Exception"));
        }
    }

    @Test
    void thePortServesHttpsByCertificatesThatMayChange() {
        var ca = new TestCertificates();
        var first = ca.leaf("127.0.0.1");
        ca.write(directory, first);
        try (var sidecar = alone(Map.of(
                "LICTOR_SIDECAR_CERTIFICATE_FILE",
                        directory.resolve("consul.crt").toString(),
                "LICTOR_SIDECAR_KEY_FILE", directory.resolve("consul-key.key").toString()))) {
            await().atMost(TIMEOUT)
                    .until(() -> ShownCertificate.of(sidecar.port()).isPresent());
            assertThat(ShownCertificate.of(sidecar.port())).contains(first.certificate());
            // Plain HTTP gets no answer
            assertThat(sidecar.probe("live")).isZero();

            var second = ca.leaf("127.0.0.1");
            ca.write(directory, second);

            await().atMost(TIMEOUT)
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> ShownCertificate.of(sidecar.port())
                            .filter(second.certificate()::equals)
                            .isPresent());
        }
    }

    @Test
    void aPortCertificateThatCannotBeServedIsReported() {
        try (var sidecar = SidecarProcess.start(
                directory,
                Map.of(
                        "LICTOR_SIDECAR_CERTIFICATE_FILE", "/not/there.crt",
                        "LICTOR_SIDECAR_KEY_FILE", "/not/there.key"))) {
            assertThat(sidecar.exitCode()).isEqualTo(3);
            assertThat(sidecar.log())
                    .containsExactly(
                            "lictor: cannot serve HTTPS with lictor.sidecar.certificate-file and key-file: cannot read"
                                    + " /not/there.crt: it does not exist; leave both out for HTTP");
        }
    }

    @Test
    void noAnswerOfConsulRevealsASecret() throws IOException {
        var ca = new TestCertificates();
        var leaf = ca.leaf("127.0.0.1");
        ca.write(directory, leaf);
        var key = directory.resolve("consul-key.key");
        var whole = Files.readString(key);
        Files.writeString(directory.resolve("token"), TOKEN);
        try (var consul = new FakeConsul(ca.server(leaf, false));
                var sidecar = SidecarProcess.start(
                        directory,
                        Map.of(
                                "LICTOR_SIDECAR_CONSUL_URL", consul.url("https").toString(),
                                "LICTOR_SIDECAR_TLS_DIRECTORY", directory.toString(),
                                "LICTOR_SIDECAR_TOKEN_FILE",
                                        directory.resolve("token").toString()))) {
            var said = new StringBuilder();
            for (var failure : List.of(
                    new Played(403, "ACL not found: " + TOKEN),
                    new Played(500, "X-Consul-Token: " + TOKEN),
                    new Played(200, "\"" + TOKEN + "\" and no JSON"),
                    new Played(200, TOKEN))) {
                consul.play(failure);
                hear(sidecar, said);
            }
            // An incomplete key, and the key of another certificate
            Files.writeString(key, whole.substring(0, whole.length() * 2 / 3));
            hear(sidecar, said);
            Files.writeString(key, whole.lines().skip(1).toList().toString());
            hear(sidecar, said);
            sidecar.log().forEach(said::append);

            assertThat(said.toString()).contains("(token)").doesNotContain(TOKEN);
            assertThat(whole.lines().filter(line -> !line.startsWith("-----")))
                    .isNotEmpty()
                    .allSatisfy(line -> assertThat(said.toString()).doesNotContain(line.substring(0, 20)));
        }
    }

    /** All output after three more polls. */
    private static void hear(SidecarProcess sidecar, StringBuilder said) {
        await().atMost(TIMEOUT).until(() -> sidecar.probe("started") == 200);
        var before = polls(sidecar);
        await().atMost(TIMEOUT).until(() -> polls(sidecar) >= before + 3);
        said.append(sidecar.metrics()).append(sidecar.ready());
    }

    private static long polls(SidecarProcess sidecar) {
        return sidecar.metrics()
                .lines()
                .filter(line -> line.startsWith("lictor_polls_total "))
                .map(line -> (long) Double.parseDouble(line.substring(line.indexOf(' '))))
                .findFirst()
                .orElse(0L);
    }

    /** Without a Consul. */
    private SidecarProcess alone(Map<String, String> settings) {
        var all = new HashMap<>(settings);
        all.put("LICTOR_SIDECAR_CONSUL_URL", "http://127.0.0.1:" + FreePorts.one());
        var sidecar = SidecarProcess.start(directory, all);
        if (settings.isEmpty()) {
            await().atMost(TIMEOUT).until(() -> sidecar.probe("started") == 200);
        }
        return sidecar;
    }

    private static String answer(SidecarProcess sidecar, String request) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), sidecar.port())) {
            socket.setSoTimeout(Math.toIntExact(TIMEOUT.toMillis()));
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            var first = socket.getInputStream().readNBytes(12);
            return new String(first, StandardCharsets.US_ASCII);
        }
    }
}
