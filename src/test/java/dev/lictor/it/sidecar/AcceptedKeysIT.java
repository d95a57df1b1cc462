package dev.lictor.it.sidecar;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.lictor.bootstrap.keys.SecretKeyReader;
import dev.lictor.pki.Ca;
import dev.lictor.pki.CertificateAndKey;
import dev.lictor.pki.LeafProfile;
import dev.lictor.pki.Pem;
import dev.lictor.pki.ReissueRules;
import dev.lictor.testing.ForeignCertificates;
import dev.lictor.testing.servers.ConsulServers;
import dev.lictor.testing.servers.RealConsul;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Consul starts with unusual key material that bootstrap accepts in a Secret, and the sidecar talks to it. */
class AcceptedKeysIT {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    /** 16 bytes that need both characters in which the alphabets of base64 differ. */
    private static final String GOSSIP_KEY = "++++////////////////8A==";

    @TempDir
    Path directory;

    /** What a Secret of the servers holds. */
    record Held(String ca, String certificate, String key) {
        static Held of(Ca ca, CertificateAndKey leaf) {
            return new Held(Pem.certificate(ca.certificate()), Pem.certificates(leaf.shown()), Pem.key(leaf.key()));
        }

        Secret secret() {
            return new SecretBuilder()
                    .addToData("ca.crt", base64(ca))
                    .addToData("consul.crt", base64(certificate))
                    .addToData("consul-key.key", base64(key))
                    .addToData("gossip-encryption-key", base64(GOSSIP_KEY + "\r\n"))
                    .build();
        }

        private static String base64(String text) {
            return Base64.getEncoder().encodeToString(text.getBytes(ISO_8859_1));
        }

        @Override
        public String toString() {
            return "Held[hidden]";
        }
    }

    static Stream<Arguments> accepted() {
        var now = Instant.now();
        var root = ForeignCertificates.ca(now).named("CN=root").make();
        var p384 = ForeignCertificates.ca(now).named("CN=p384").of("EC", 384).make();
        var between = ForeignCertificates.ca(now)
                .named("CN=int")
                .of("EC", 384)
                .signedWith("SHA384withECDSA")
                .signedBy(p384)
                .make();
        var plain = Held.of(
                root,
                ForeignCertificates.server(root, now, "server.dc1.consul", "127.0.0.1")
                        .makeLeaf());
        return Stream.of(RealConsul.values())
                .flatMap(consul -> Stream.of(
                        argumentSet(
                                consul + ": a chain, EC on P-384",
                                consul,
                                Held.of(
                                        p384,
                                        ForeignCertificates.server(between, now, "server.dc1.consul", "127.0.0.1")
                                                .of("EC", 384)
                                                .signedWith("SHA384withECDSA")
                                                .makeLeafWith(between))),
                        argumentSet(
                                consul + ": names in capitals",
                                consul,
                                Held.of(
                                        root,
                                        ForeignCertificates.server(root, now, "Server.DC1.Consul", "127.0.0.1")
                                                .makeLeaf())),
                        argumentSet(
                                consul + ": comments, CRLF, and a key behind its certificate",
                                consul,
                                new Held(
                                        "# B\u00fcrger - AG\r\n" + plain.ca().replace("\n", "\r\n"),
                                        "Bag Attributes\n    localKeyID: 01 \n" + plain.certificate() + plain.key(),
                                        plain.certificate() + "Key Attributes: <No Attributes>\n" + plain.key()))));
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void consulStartsAndTheSidecarIsReady(RealConsul consul, Held held) throws Exception {
        var secret = held.secret();
        try (var servers = new ConsulServers(
                consul,
                directory,
                1,
                Map.of("lictor.raft-multiplier", "1"),
                Map.of("encrypt", SecretKeyReader.gossip(secret).base64()))) {
            var ca = SecretKeyReader.trusted(secret).getFirst();
            var wanted = new ReissueRules.Wanted(ca, LeafProfile.ofServers(servers.spec()));
            assertThat(ReissueRules.defect(SecretKeyReader.server(secret), wanted, Instant.now()))
                    .isEmpty();
            servers.mount(secret);

            servers.start(0);

            try (var sidecar = SidecarProcess.start(
                    directory,
                    Map.of(
                            "LICTOR_SIDECAR_CONSUL_URL",
                            servers.url(0).toString(),
                            "LICTOR_SIDECAR_TLS_DIRECTORY",
                            servers.tlsDirectory().toString()))) {
                await().atMost(TIMEOUT)
                        .untilAsserted(() -> assertThat(sidecar.probe("ready"))
                                .as(() -> String.valueOf(sidecar.ready()))
                                .isEqualTo(200));
            }
        }
    }
}
