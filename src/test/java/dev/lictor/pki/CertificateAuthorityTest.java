package dev.lictor.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lictor.cluster.Specs;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class CertificateAuthorityTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final int KEY_CERT_SIGN = 5;

    private final CertificateAuthority authority =
            CertificateAuthority.create("consul Consul CA", Duration.ofDays(3650), NOW, new SecureRandom());
    private final KeyMaterial leaf = authority.issue(LeafProfile.ofServers(Specs.usual()), Duration.ofDays(365), NOW);

    @Test
    void aCaSignsLeavesAndNothingElse() {
        var certificate = authority.certificate();

        assertThat(certificate.getBasicConstraints()).isZero();
        assertThat(certificate.getKeyUsage()[KEY_CERT_SIGN]).isTrue();
        assertThat(certificate.getKeyUsage()[0]).as("digitalSignature").isFalse();
        assertThat(certificate.getCriticalExtensionOIDs()).containsExactlyInAnyOrder("2.5.29.19", "2.5.29.15");
        assertThat(certificate.getExtensionValue("2.5.29.14"))
                .as("subject key identifier")
                .isNotNull();
        assertThat(certificate.getSerialNumber()).isPositive();
    }

    @Test
    void aServersCertificateIsForServersThatAreEachOthersClients() throws Exception {
        var certificate = leaf.certificate();

        certificate.verify(authority.certificate().getPublicKey());
        assertThat(certificate.getBasicConstraints()).as("not a CA").isEqualTo(-1);
        assertThat(certificate.getExtendedKeyUsage())
                .containsExactlyInAnyOrder("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
        assertThat(certificate.getKeyUsage()[KEY_CERT_SIGN]).isFalse();
        assertThat(certificate.getSubjectAlternativeNames().stream().map(name -> (String) name.get(1)))
                .contains(
                        "server.dc1.consul",
                        "localhost",
                        "127.0.0.1",
                        "consul.consul.svc.cluster.local",
                        "*.consul-join.consul.svc");
        assertThat(certificate.getNotBefore()).isBefore(NOW);
        assertThat(certificate.getNotAfter()).isEqualTo(NOW.plus(Duration.ofDays(365)));
    }

    @Test
    void noCertificateOutlivesItsCa() {
        var late = authority.issue(LeafProfile.ofServers(Specs.usual()), Duration.ofDays(99_999), NOW);

        assertThat(late.certificate().getNotAfter())
                .isEqualTo(authority.certificate().getNotAfter());
    }

    @Test
    void whatIsWrittenIsRead() {
        var certificate = Pem.readCertificate(Pem.certificate(leaf.certificate()), "consul.crt");
        var key = Pem.readKey(Pem.key(leaf.key()), "consul-key.key");
        var authorityKey = Pem.authorityKey(authority.own());

        assertThat(KeyMatch.fits(new KeyMaterial(certificate, key))).isTrue();
        assertThat(authorityKey).startsWith("-----BEGIN EC PRIVATE KEY-----");
        assertThat(KeyMatch.fits(new KeyMaterial(authority.certificate(), Pem.readKey(authorityKey, "ca.key"))))
                .isTrue();
    }

    @Test
    void garbageIsRefusedByTheNameOfWhatItShouldBe() {
        for (var garbage : List.of("", "garbage", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")) {
            assertThatThrownBy(() -> Pem.readCertificate(garbage, "ca.crt"))
                    .isInstanceOf(BrokenKeyMaterialException.class)
                    .hasMessageStartingWith("ca.crt");
            assertThatThrownBy(() -> Pem.readKey(garbage, "ca.key"))
                    .isInstanceOf(BrokenKeyMaterialException.class)
                    .hasMessageStartingWith("ca.key");
        }
    }

    @Test
    void noSecretIsInAnybodysWords() {
        assertThat(leaf)
                .asString()
                .doesNotContain(Pem.key(leaf.key()).lines().skip(1).findFirst().orElseThrow());
        var gossip = GossipKey.generate(new SecureRandom());
        assertThat(gossip).asString().doesNotContain(gossip.base64());
        assertThatThrownBy(() -> GossipKey.parse("bm90IGEga2V5")).hasMessageNotContaining("bm90IGEga2V5");
    }
}
