package dev.lictor.consul.http;

import static dev.lictor.consul.http.RecordedAnswersTest.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.cluster.ConsulConfiguration;
import dev.lictor.consul.ConsulApi;
import dev.lictor.consul.ConsulError;
import dev.lictor.consul.ConsulError.Cause;
import dev.lictor.pki.CertificateAndKey;
import dev.lictor.pki.Pem;
import dev.lictor.testing.FakeConsul;
import dev.lictor.testing.TestCertificates;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsulTlsTest {
    private static final Vertx VERTX = Vertx.vertx();

    private final TestCertificates ca = new TestCertificates();

    @TempDir
    Path mount;

    @AfterAll
    static void end() {
        VERTX.close();
    }

    @Test
    void aServerOfTheMountedCaIsTrusted() {
        try (var server = server(ca, "127.0.0.1", false)) {
            ca.write(mount, ca.leaf("127.0.0.1"));

            assertThat(answer(at(server).leader()).seen()).isPresent();
        }
    }

    @Test
    void theMountedCertificateIsPresentedToAServerThatAsks() throws IOException {
        try (var server = server(ca, "127.0.0.1", true)) {
            ca.write(mount, ca.leaf("127.0.0.1"));
            assertThat(answer(at(server).leader()).seen()).isPresent();

            Files.delete(mount.resolve(ConsulConfiguration.KEY_FILE));
            assertThat(cause(at(server))).isEqualTo(Cause.TLS);
        }
    }

    @Test
    void aServerOfAnotherCaIsNotTrustedUntilTheMountChanges() {
        try (var server = server(ca, "127.0.0.1", false)) {
            var other = new TestCertificates();
            other.write(mount, other.leaf("127.0.0.1"));
            var consul = at(server);
            assertThat(cause(consul)).isEqualTo(Cause.TLS);

            ca.write(mount, ca.leaf("127.0.0.1"));
            assertThat(answer(consul.leader()).seen()).isPresent();
        }
    }

    @Test
    void replacedFilesWithTheSameTimeAreRead() throws IOException {
        try (var server = server(ca, "127.0.0.1", false)) {
            var other = new TestCertificates();
            other.write(generation("before"), other.leaf("127.0.0.1"));
            ca.write(generation("after"), ca.leaf("127.0.0.1"));
            for (var file : List.of(
                    ConsulConfiguration.CA_FILE, ConsulConfiguration.CERTIFICATE_FILE, ConsulConfiguration.KEY_FILE)) {
                for (var generation : List.of("before", "after")) {
                    Files.setLastModifiedTime(mount.resolve(generation).resolve(file), FileTime.fromMillis(0));
                }
                Files.createSymbolicLink(mount.resolve(file), Path.of("data", file));
            }
            var data = mount.resolve("data");
            Files.createSymbolicLink(data, Path.of("before"));
            var consul = at(server);
            assertThat(cause(consul)).isEqualTo(Cause.TLS);

            Files.delete(data);
            Files.createSymbolicLink(data, Path.of("after"));
            assertThat(answer(consul.leader()).seen()).isPresent();
        }
    }

    private Path generation(String name) throws IOException {
        return Files.createDirectory(mount.resolve(name));
    }

    @Test
    void aCertificateForAnotherAddressIsNotTrusted() {
        try (var server = server(ca, "127.0.0.9", false)) {
            ca.write(mount, ca.leaf("127.0.0.1"));

            var failure = answer(at(server).leader()).failure().orElseThrow();

            assertThat(failure.words()).contains("127.0.0.1");
            assertThat(failure.cause()).isEqualTo(Cause.TLS);
        }
    }

    @Test
    void aServerWithoutTlsIsATlsError() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ca.write(mount, ca.leaf("127.0.0.1"));
            Thread.ofVirtual().start(() -> {
                try (var connection = socket.accept()) {
                    connection
                            .getOutputStream()
                            .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    connection.getInputStream().readAllBytes();
                } catch (IOException e) {
                    // the client has seen enough
                }
            });

            assertThat(cause(at(URI.create("https://127.0.0.1:" + socket.getLocalPort()))))
                    .isEqualTo(Cause.TLS);
        }
    }

    @Test
    void aMissingMountIsATlsErrorUntilItExists() {
        try (var server = server(ca, "127.0.0.1", false)) {
            var consul = at(server);

            assertThat(answer(consul.leader()).failure())
                    .contains(new ConsulError(Cause.TLS, "cannot read " + mount.resolve(ConsulConfiguration.CA_FILE)));

            ca.write(mount, ca.leaf("127.0.0.1"));
            assertThat(answer(consul.leader()).seen()).isPresent();
        }
    }

    @Test
    void filesWithoutCertificatesAreATlsError() throws IOException {
        try (var server = server(ca, "127.0.0.1", false)) {
            Files.writeString(mount.resolve(ConsulConfiguration.CA_FILE), "nothing of the kind");

            var consul = at(server);
            assertThat(cause(consul)).isEqualTo(Cause.TLS);

            Files.writeString(
                    mount.resolve(ConsulConfiguration.CA_FILE),
                    "-----BEGIN CERTIFICATE-----\nbm90aGluZw==\n-----END CERTIFICATE-----\n");
            assertThat(cause(consul)).isEqualTo(Cause.TLS);
        }
    }

    @Test
    void theOwnServerIsTrustedWithAnExpiredCertificate() {
        try (var server = server(ca.expiredLeaf("127.0.0.1"))) {
            // When a sidecar starts beside it, and when one has seen another certificate mounted before
            ca.write(mount, ca.expiredLeaf("127.0.0.1"));
            var consul = at(server);
            assertThat(answer(consul.leader()).seen()).isPresent();

            ca.write(mount, ca.leaf("127.0.0.1"));

            assertThat(answer(consul.leader()).seen()).isPresent();
            assertThat(answer(at(server).leader()).seen()).isPresent();
        }
    }

    @Test
    void theOwnServerIsTrustedByAnEarlierMount() {
        try (var server = server(ca.leaf("127.0.0.1"))) {
            ca.write(mount, ca.leaf("127.0.0.1"));
            var endpoint = endpoint(server.url("https"));
            var trust = new ServerTrust(endpoint);
            assertThat(answer(new ConsulHttpApi(VERTX, endpoint, trust).leader())
                            .seen())
                    .isPresent();

            // When another CA is mounted alone, which did not issue the server's certificate
            var other = new TestCertificates();
            other.write(mount, other.leaf("127.0.0.1"));
            assertThat(cause(at(server))).isEqualTo(Cause.TLS);

            // Then a client that shares the earlier mounts still reaches it
            var reloader = new ConsulHttpApi(VERTX, endpoint, trust);
            assertThat(answer(reloader.leader()).seen()).isPresent();
        }
    }

    @Test
    void theRefusalOfAnUnknownCaNamesBothCas() {
        try (var server = server(new TestCertificates().expiredLeaf("127.0.0.1"))) {
            ca.write(mount, ca.leaf("127.0.0.1"));

            assertThat(answer(at(server).leader()).failure().orElseThrow().words())
                    .contains("of CA 'CN=Lictor test CA', and ca.crt holds 'CN=Lictor test CA', serial ")
                    .endsWith(
                            "keep it in ca.crt beside the others until every server serves a certificate of another CA");
        }
    }

    @Test
    void theRefusalOfAnExpiredCertificateForAnotherAddressNamesTheAddress() {
        try (var server = server(ca.expiredLeaf("127.0.0.9"))) {
            ca.write(mount, ca.leaf("127.0.0.1"));

            assertThat(answer(at(server).leader()).failure().orElseThrow().words())
                    .contains(
                            "does not name the address of the connection",
                            "127.0.0.1",
                            "mount a certificate that names it")
                    .doesNotContain("ca.crt");
        }
    }

    @Test
    void aWorkingClientIsKeptWhileTheMountedFilesDoNotWork() throws IOException {
        try (var server = server(ca, "127.0.0.1", true)) {
            ca.write(mount, ca.leaf("127.0.0.1"));
            var consul = at(server);
            assertThat(answer(consul.leader()).seen()).isPresent();

            // A key that does not fit, no CA at all, a client's certificate that the server does not trust yet
            Files.writeString(
                    mount.resolve(ConsulConfiguration.KEY_FILE),
                    Pem.key(ca.leaf("127.0.0.1").key()));
            assertThat(answer(consul.leader()).seen()).isPresent();
            Files.delete(mount.resolve(ConsulConfiguration.CA_FILE));
            assertThat(answer(consul.leader()).seen()).isPresent();
            var other = new TestCertificates();
            other.write(mount, other.leaf("127.0.0.1"));
            assertThat(answer(consul.leader()).seen()).isPresent();
        }
    }

    @Test
    void onlyALoopbackAddressIsSurelyTheOwnServer() {
        assertThat(Stream.of("127.0.0.1", "127.9.9.9", "[::1]", "localhost").map(ConsulTlsTest::onLoopback))
                .containsOnly(true);
        assertThat(Stream.of("10.0.0.1", "[fd00::1]", "consul-0.consul.svc", "localhost.example.com", "0.0.0.0")
                        .map(ConsulTlsTest::onLoopback))
                .containsOnly(false);
    }

    private static boolean onLoopback(String host) {
        return new ConsulEndpoint(
                        URI.create("https://%s:8501".formatted(host)),
                        Path.of("none"),
                        Optional.empty(),
                        Duration.ofSeconds(1))
                .onLoopback();
    }

    @Test
    void keysAreNotPrinted() {
        assertThat(new TlsFiles("ca", Optional.of(new TlsFiles.Own("certificate", "secret"))).toString())
                .doesNotContain("secret");
    }

    private FakeConsul server(CertificateAndKey leaf) {
        return new FakeConsul(ca.server(leaf, false)).play("1.22.7", "follower");
    }

    private static FakeConsul server(TestCertificates ca, String address, boolean demandsCertificate) {
        return new FakeConsul(ca.server(ca.leaf(address), demandsCertificate)).play("1.22.7", "follower");
    }

    private ConsulApi at(FakeConsul server) {
        return at(server.url("https"));
    }

    private ConsulApi at(URI url) {
        return new ConsulHttpApi(VERTX, endpoint(url));
    }

    private ConsulEndpoint endpoint(URI url) {
        return new ConsulEndpoint(url, mount, Optional.empty(), Duration.ofSeconds(60));
    }

    private static Cause cause(ConsulApi consul) {
        return answer(consul.leader()).failure().orElseThrow().cause();
    }
}
