package dev.lictor.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lictor.testing.ForeignCertificates;
import dev.lictor.testing.Specs;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CertificateIssuerTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final int KEY_ENCIPHERMENT = 2;
    private static final int KEY_CERT_SIGN = 5;
    private static final String NAME_CONSTRAINTS = "2.5.29.30";

    private final CertificateIssuer ca = CertificateIssuer.create(CaProfile.of(Specs.usual()), NOW, new SecureRandom());
    private final CertificateAndKey leaf = ca.issue(LeafProfile.ofServers(Specs.usual()), Duration.ofDays(365), NOW);

    @Test
    void aCaSignsLeavesAndNothingElse() {
        var certificate = ca.certificate();

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
    void aServersCertificateIsForServersAndClients() throws Exception {
        var certificate = leaf.certificate();

        certificate.verify(ca.certificate().getPublicKey());
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
        var late = ca.issue(LeafProfile.ofServers(Specs.usual()), Duration.ofDays(99_999), NOW);

        assertThat(late.certificate().getNotAfter()).isEqualTo(ca.certificate().getNotAfter());
    }

    @Test
    void writtenPemCanBeRead() {
        var certificate = Pem.readCertificate(Pem.certificate(leaf.certificate()), "consul.crt");
        var key = Pem.readKey(Pem.key(leaf.key()), "consul-key.key");
        var caKey = Pem.caKey(ca.own());

        assertThat(new CertificateAndKey(certificate, key).isPair()).isTrue();
        assertThat(caKey).startsWith("-----BEGIN EC PRIVATE KEY-----");
        assertThat(KeyMatch.fits(new CertificateAndKey(ca.certificate(), Pem.readKey(caKey, "ca.key"))))
                .isTrue();
    }

    @Test
    void aRefusalNamesTheUnreadableText() {
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
    void toStringShowsNoSecret() {
        assertThat(leaf)
                .asString()
                .doesNotContain(Pem.key(leaf.key()).lines().skip(1).findFirst().orElseThrow());
        var gossip = GossipKey.generate(new SecureRandom());
        assertThat(gossip).asString().doesNotContain(gossip.base64());
        assertThatThrownBy(() -> GossipKey.parse("bm90IGEga2V5")).hasMessageNotContaining("bm90IGEga2V5");
    }

    @ParameterizedTest
    @CsvSource({
        "ec-p256,EC PRIVATE KEY,SHA256withECDSA",
        "ec-p384,EC PRIVATE KEY,SHA384withECDSA",
        "rsa-2048,RSA PRIVATE KEY,SHA256withRSA",
        "rsa-3072,RSA PRIVATE KEY,SHA256withRSA",
        "rsa-4096,RSA PRIVATE KEY,SHA256withRSA"
    })
    void keysHaveTheWantedTypeAndCertificatesPassTheRules(String type, String pem, String signature) {
        var spec = Specs.with(Map.of("lictor.tls.key-type", type));
        var made = CertificateIssuer.create(CaProfile.of(spec), NOW, new SecureRandom());
        var profile = LeafProfile.ofServers(spec);
        var issued = made.issue(profile, Duration.ofDays(90), NOW);

        assertThat(KeyAlgorithms.of(made.certificate())).isEqualTo(type);
        assertThat(KeyAlgorithms.of(issued.certificate())).isEqualTo(type);
        assertThat(issued.certificate().getKeyUsage()[KEY_ENCIPHERMENT]).isEqualTo(type.startsWith("rsa"));
        assertThat(issued.certificate().getSigAlgName()).isEqualTo(signature);
        assertThat(Pem.caKey(made.own())).startsWith("-----BEGIN " + pem + "-----");
        assertThat(KeyMatch.fits(
                        new CertificateAndKey(made.certificate(), Pem.readKey(Pem.caKey(made.own()), "ca.key"))))
                .isTrue();
        assertThat(ReissueRules.reason(issued, new ReissueRules.Wanted(made.certificate(), profile), NOW))
                .isEmpty();
    }

    @Test
    void aCaWithNameConstraintsSignsOnlyThisClustersNames() throws Exception {
        var spec = Specs.with(Map.of("lictor.tls.name-constraints", "true"));
        var made = CertificateIssuer.create(CaProfile.of(spec), NOW, new SecureRandom());
        var wanted = new CaRules.Wanted(List.of(LeafProfile.ofServers(spec), LeafProfile.ofClients(spec)), NOW);
        var elsewhere = LeafProfile.ofServers(Specs.with(Map.of("lictor.domain", "example.org")));

        assertThat(made.certificate().getCriticalExtensionOIDs()).contains(NAME_CONSTRAINTS);
        assertThat(CaRules.violation(
                        new Ca(made.certificate(), Optional.of(made.own().key())), wanted))
                .isEmpty();
        validate(made, LeafProfile.ofServers(spec));
        validate(made, LeafProfile.ofClients(spec));
        assertThatThrownBy(() -> validate(made, elsewhere)).isInstanceOf(CertPathValidatorException.class);
    }

    @Test
    void aChainStartsAtTheCaThatSigns() {
        var root = ForeignCertificates.ca(NOW).named("CN=root").make();
        var between = ForeignCertificates.ca(NOW).named("CN=int").signedBy(root).make();
        var chain = List.of(between.certificate(), root.certificate());

        assertThat(Pem.readCa(Pem.certificates(chain), "ca.crt")).isEqualTo(chain);
        assertThat(Pem.readCa(Pem.certificates(chain.reversed()), "ca.crt")).isEqualTo(chain);
    }

    @Test
    void twoUnrelatedCasAreRefused() {
        var other = ForeignCertificates.ca(NOW).make();
        var two = Pem.certificate(other.certificate()) + Pem.certificate(ca.certificate());

        assertThatThrownBy(() -> Pem.readCa(two, "ca.crt"))
                .hasMessage(
                        "ca.crt holds 2 certificates that are not one chain of a CA: CN=cluster.local and CN=consul Consul CA");
    }

    @Test
    void anIntermediateCaIsPresentedWithWhatItIssues() {
        var root = ForeignCertificates.ca(NOW).named("CN=root").make();
        var between = ForeignCertificates.ca(NOW).named("CN=int").signedBy(root).make();
        var given = Ca.of(List.of(between.certificate(), root.certificate()), between.key());

        var issued = new CertificateIssuer(given.certificateAndKey().orElseThrow(), new SecureRandom())
                .issue(LeafProfile.ofServers(Specs.usual()), Duration.ofDays(90), NOW);

        assertThat(issued.chain()).containsExactly(between.certificate());
        assertThat(leaf.chain()).as("by one that signed itself").isEmpty();
    }

    @Test
    void aKeyIsFoundBehindItsCertificateAndItsCurve() {
        var pem = Pem.certificate(leaf.certificate())
                + "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n"
                + Pem.key(leaf.key());

        assertThat(Pem.readKey(pem, "consul-key.key")).isEqualTo(leaf.key());
    }

    /** Java heeds the constraints of a CA within the path alone, so this one stands there below its own key. */
    private static void validate(CertificateIssuer issuer, LeafProfile profile) throws GeneralSecurityException {
        var own = issuer.certificate();
        var issued = issuer.issue(profile, Duration.ofDays(90), NOW).certificate();
        var anchor = new TrustAnchor(own.getSubjectX500Principal(), own.getPublicKey(), null);
        var parameters = new PKIXParameters(Set.of(anchor));
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(NOW));
        CertPathValidator.getInstance("PKIX")
                .validate(CertificateFactory.getInstance("X.509").generateCertPath(List.of(issued, own)), parameters);
    }
}
