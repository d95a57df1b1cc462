package dev.lictor.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.lictor.cluster.KeyType;
import dev.lictor.testing.ForeignCertificates;
import dev.lictor.testing.Specs;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RulesTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final LeafProfile PROFILE = LeafProfile.ofServers(Specs.usual());
    private static final Duration LIFE = Duration.ofDays(90);
    private static final CaRules.Wanted WANTED = new CaRules.Wanted(List.of(PROFILE), NOW);
    private static final Ca GOOD = ForeignCertificates.ca(NOW).make();
    private static final Ca ROOT = ForeignCertificates.ca(NOW).named("CN=root").make();

    private final CertificateIssuer ca = ca(Duration.ofDays(3650));
    private final CertificateAndKey leaf = ca.issue(PROFILE, LIFE, NOW);
    private final ReissueRules.Wanted wanted = new ReissueRules.Wanted(ca.certificate(), PROFILE);

    @Test
    void aGoodCertificateIsKeptForTwoThirdsOfItsLife() {
        assertThat(ReissueRules.reason(leaf, wanted, NOW)).isEmpty();
        assertThat(ReissueRules.reason(leaf, wanted, NOW.plus(Duration.ofDays(59))))
                .isEmpty();
        assertThat(ReissueRules.reason(leaf, wanted, NOW.plus(Duration.ofDays(61))))
                .hasValueSatisfying(why -> assertThat(why).contains("less than a third of its life is left"));
    }

    @Test
    void differingNamesAreListed() {
        var five = LeafProfile.ofServers(Specs.with(Map.of("lictor.datacenter", "dc2")));

        assertThat(ReissueRules.reason(leaf, new ReissueRules.Wanted(ca.certificate(), five), NOW))
                .contains(
                        "names differ: without *.server.dc2.consul, server.dc2.consul with *.server.dc1.consul, server.dc1.consul");
    }

    @Test
    void aCertificateThatExpiresWithItsCaIsNotReissuedEachRun() {
        var shortLived = ca(Duration.ofDays(30));
        var short1 = shortLived.issue(PROFILE, LIFE, NOW);

        assertThat(ReissueRules.reason(
                        short1,
                        new ReissueRules.Wanted(shortLived.certificate(), PROFILE),
                        NOW.plus(Duration.ofDays(29))))
                .isEmpty();
    }

    static Stream<Arguments> leavesThatDoNotWork() {
        var name = "server.dc1.consul";
        var loopback = "127.0.0.1";
        var other = ForeignCertificates.ca(NOW).make();
        var mixed = new CertificateAndKey(
                ForeignCertificates.server(GOOD, NOW, name, loopback).makeLeaf().certificate(),
                ForeignCertificates.server(GOOD, NOW, name, loopback).makeLeaf().key());
        return Stream.of(
                argumentSet("key of another", mixed, "its key does not belong to it"),
                argumentSet(
                        "other issuer",
                        ForeignCertificates.server(other, NOW, name, loopback).makeLeaf(),
                        "issued by another CA"),
                argumentSet(
                        "expired",
                        ForeignCertificates.server(GOOD, NOW, name, loopback)
                                .lasting(NOW.minus(LIFE), NOW)
                                .makeLeaf(),
                        "expired at 2026-03-01T12:00:00Z"),
                argumentSet(
                        "not yet valid",
                        ForeignCertificates.server(GOOD, NOW, name, loopback)
                                .lasting(NOW.plusSeconds(1), NOW.plus(LIFE))
                                .makeLeaf(),
                        "is not valid before 2026-03-01T12:00:01Z"),
                argumentSet(
                        "not for its peers",
                        ForeignCertificates.server(GOOD, NOW, "server.dc2.consul", loopback)
                                .makeLeaf(),
                        "does not carry the name server.dc1.consul"),
                argumentSet(
                        "not for its sidecar",
                        ForeignCertificates.server(GOOD, NOW, name).makeLeaf(),
                        "does not carry the name 127.0.0.1"),
                argumentSet(
                        "loopback as a DNS name",
                        ForeignCertificates.server(GOOD, NOW, name, "DNS:127.0.0.1")
                                .makeLeaf(),
                        "does not carry the name 127.0.0.1 as an address (it is there as a DNS name, which TLS does not compare with an address)"),
                argumentSet(
                        "Ed25519",
                        ForeignCertificates.server(GOOD, NOW, name, loopback)
                                .of("Ed25519", 0)
                                .signedWith("SHA256withRSA")
                                .makeLeaf(),
                        "its key is ed25519, which the sidecar cannot use: no sidecar would be ready"),
                argumentSet(
                        "a dot at the end",
                        ForeignCertificates.server(GOOD, NOW, name + ".", loopback)
                                .makeLeaf(),
                        "does not carry the name server.dc1.consul (it is there with a dot at its end, which TLS takes for another name)"),
                argumentSet(
                        "no signatures",
                        ForeignCertificates.server(GOOD, NOW, name, loopback)
                                .usage(KeyUsage.keyEncipherment)
                                .makeLeaf(),
                        "may not sign (key usage without digitalSignature), which TLS requires"),
                argumentSet(
                        "SHA-1",
                        ForeignCertificates.server(GOOD, NOW, name, loopback)
                                .signedWith("SHA1withRSA")
                                .makeLeaf(),
                        "signed with SHA1withRSA, which TLS libraries refuse"),
                argumentSet(
                        "unknown extension",
                        ForeignCertificates.server(GOOD, NOW, name, loopback)
                                .critical("1.3.6.1.4.1.99999.1")
                                .makeLeaf(),
                        "has a critical extension that Consul or the sidecar does not know, and so refuses: 1.3.6.1.4.1.99999.1"),
                argumentSet(
                        "negative serial",
                        ForeignCertificates.server(GOOD, NOW, name, loopback)
                                .serial(-4711)
                                .makeLeaf(),
                        "has a negative serial number, which Consul refuses"),
                argumentSet(
                        "a curve that Go does not know",
                        ForeignCertificates.server(GOOD, NOW, name, loopback)
                                .of("Ed448", 0)
                                .signedWith("SHA256withRSA")
                                .makeLeaf(),
                        "the key of CN=server.dc1.consul is of algorithm 1.3.101.113, which Consul cannot use"),
                argumentSet(
                        "no client",
                        ForeignCertificates.server(GOOD, NOW, name, loopback)
                                .purposes(KeyPurposeId.id_kp_serverAuth)
                                .makeLeaf(),
                        "is not for both serverAuth and clientAuth, and servers are each other's clients"));
    }

    @ParameterizedTest
    @MethodSource("leavesThatDoNotWork")
    void aCertificateThatDoesNotWorkSaysWhy(CertificateAndKey broken, String why) {
        var asked = new ReissueRules.Wanted(GOOD.certificate(), PROFILE);

        assertThat(ReissueRules.defect(broken, asked, NOW)).contains(why);
        assertThat(ReissueRules.reason(broken, asked, NOW)).isPresent();
    }

    static Stream<Arguments> leavesThatWorkForNow() {
        var all = Stream.concat(PROFILE.dnsNames().stream(), Stream.of("127.0.0.1", "0:0:0:0:0:0:0:1"))
                .toArray(String[]::new);
        return Stream.of(
                argumentSet(
                        "the tutorial's names",
                        ForeignCertificates.server(GOOD, NOW, "server.dc1.consul", "127.0.0.1")
                                .makeLeaf(),
                        "names differ: without"),
                argumentSet(
                        "capitals",
                        ForeignCertificates.server(GOOD, NOW, "Server.DC1.Consul", "127.0.0.1")
                                .makeLeaf(),
                        "names differ: without"),
                argumentSet(
                        "no key usage at all",
                        ForeignCertificates.server(GOOD, NOW, "server.dc1.consul", "127.0.0.1")
                                .withoutKeyUsage()
                                .makeLeaf(),
                        "names differ: without"),
                argumentSet(
                        "a wildcard",
                        ForeignCertificates.server(GOOD, NOW, "*.dc1.consul", "127.0.0.1")
                                .makeLeaf(),
                        "names differ: without"),
                argumentSet(
                        "any usage",
                        ForeignCertificates.server(GOOD, NOW, all).purposes().makeLeaf(),
                        "usages differ: must be serverAuth and clientAuth"),
                argumentSet(
                        "weak",
                        ForeignCertificates.server(GOOD, NOW, all)
                                .of("RSA", 1024)
                                .makeLeaf(),
                        "its key is rsa-1024, which is too weak"),
                argumentSet(
                        "other key type",
                        ForeignCertificates.server(GOOD, NOW, all).makeLeaf(),
                        "its key is rsa-2048 instead of ec-p256"));
    }

    @ParameterizedTest
    @MethodSource("leavesThatWorkForNow")
    void aCertificateThatWorksMayStillBeDue(CertificateAndKey due, String why) {
        var asked = new ReissueRules.Wanted(GOOD.certificate(), PROFILE);

        assertThat(ReissueRules.defect(due, asked, NOW)).isEmpty();
        assertThat(ReissueRules.reason(due, asked, NOW))
                .hasValueSatisfying(words -> assertThat(words).startsWith(why));
    }

    @Test
    void namesAreComparedWithoutCase() {
        var loud = PROFILE.dnsNames().stream().map(name -> name.toUpperCase(Locale.ROOT));
        var all = Stream.concat(loud, Stream.of("127.0.0.1", "0:0:0:0:0:0:0:1")).toArray(String[]::new);

        assertThat(ReissueRules.reason(
                        ForeignCertificates.server(GOOD, NOW, all)
                                .of("EC", 256)
                                .signedWith("SHA256withRSA")
                                .makeLeaf(),
                        new ReissueRules.Wanted(GOOD.certificate(), PROFILE),
                        NOW))
                .isEmpty();
    }

    @Test
    void theNamesOfACertificateAreCheckedAgainstTheConstraintsOfItsCa() {
        var mail = new GeneralName(GeneralName.rfc822Name, "example.org");
        var constrained = ForeignCertificates.ca(NOW).permitting(mail).make();
        var asked = new ReissueRules.Wanted(constrained.certificate(), PROFILE);

        assertThat(ReissueRules.defect(
                        ForeignCertificates.server(
                                        constrained, NOW, "server.dc1.consul", "127.0.0.1", "email:a@example.net")
                                .makeLeaf(),
                        asked,
                        NOW))
                .contains("carries names that the name constraints of its CA forbid: a@example.net");
        assertThat(ReissueRules.defect(
                        ForeignCertificates.server(constrained, NOW, "server.dc1.consul", "127.0.0.1")
                                .makeLeaf(),
                        asked,
                        NOW))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dc1.consul", ".consul", "CONSUL", ".DC1.consul"})
    void constraintsOnNamesAreReadAsGoReadsThem(String permitted) {
        var constrained = ForeignCertificates.ca(NOW).permitting(permitted).make();
        var leaf = ForeignCertificates.server(constrained, NOW, "server.dc1.consul", "*.dc1.consul", "127.0.0.1")
                .makeLeaf();

        assertThat(ReissueRules.defect(leaf, new ReissueRules.Wanted(constrained.certificate(), PROFILE), NOW))
                .isEmpty();
    }

    static Stream<Arguments> intermediates() {
        return Stream.of(
                argumentSet("good", between(), ROOT, ""),
                argumentSet("no CA", between().notForCas(), ROOT, "may not sign certificates"),
                argumentSet("must not sign", between().usage(KeyUsage.digitalSignature), ROOT, "may not sign"),
                argumentSet(
                        "expired", between().lasting(NOW.minus(LIFE), NOW), ROOT, "expired at 2026-03-01T12:00:00Z"),
                argumentSet(
                        "not yet valid",
                        between().lasting(NOW.plusSeconds(1), NOW.plus(LIFE)),
                        ROOT,
                        "is not valid before"),
                argumentSet("SHA-1", between().signedWith("SHA1withRSA"), ROOT, "SHA1withRSA"),
                argumentSet(
                        "servers alone",
                        between().purposes(KeyPurposeId.id_kp_serverAuth),
                        ROOT,
                        "not for both serverAuth and clientAuth"),
                argumentSet(
                        "unknown extension", between().critical("1.3.6.1.4.1.99999.1"), ROOT, "1.3.6.1.4.1.99999.1"),
                argumentSet(
                        "too long a path",
                        between(),
                        ForeignCertificates.ca(NOW)
                                .named("CN=root")
                                .of(ROOT)
                                .pathLength(0)
                                .make(),
                        "the CA allows fewer CAs below it than the 1"));
    }

    @ParameterizedTest
    @MethodSource("intermediates")
    void whatStandsBetweenIsJudgedToo(ForeignCertificates between, Ca root, String why) {
        var intermediate = between.make();
        var leaf = ForeignCertificates.server(intermediate, NOW, "server.dc1.consul", "127.0.0.1")
                .makeLeafWith(intermediate);

        var defect = ReissueRules.defect(leaf, new ReissueRules.Wanted(root.certificate(), PROFILE), NOW);

        if (why.isEmpty()) {
            assertThat(defect).isEmpty();
        } else {
            assertThat(defect).hasValueSatisfying(words -> assertThat(words).contains(why));
        }
    }

    private static ForeignCertificates between() {
        return ForeignCertificates.ca(NOW).named("CN=int").signedBy(ROOT);
    }

    @Test
    void anIntermediateCaThatIsNotShownAlongIsAReasonToIssueAnew() {
        var intermediate = between().make();
        var alone = ForeignCertificates.server(intermediate, NOW, "server.dc1.consul", "127.0.0.1");

        assertThat(ReissueRules.defect(alone.makeLeaf(), new ReissueRules.Wanted(ROOT.certificate(), PROFILE), NOW))
                .contains("issued by another CA");
        var wantedOfIntermediate = new ReissueRules.Wanted(intermediate.certificate(), PROFILE);
        assertThat(ReissueRules.defect(alone.makeLeaf(), wantedOfIntermediate, NOW))
                .isEmpty();
        var issued = new CertificateIssuer(intermediate.certificateAndKey().orElseThrow(), new SecureRandom())
                .issue(PROFILE, LIFE, NOW);
        assertThat(ReissueRules.reason(issued, wantedOfIntermediate, NOW)).isEmpty();
        assertThat(ReissueRules.reason(
                        new CertificateAndKey(issued.certificate(), issued.key()), wantedOfIntermediate, NOW))
                .hasValueSatisfying(why -> assertThat(why).contains("without the certificate of the intermediate CA"));
    }

    @Test
    void aCaOfAnotherNameIsAnotherCaThoughItsKeyBeTheSame() {
        var loud =
                ForeignCertificates.ca(NOW).of(GOOD).named("CN=CLUSTER.LOCAL").make();
        var leaf = ForeignCertificates.server(GOOD, NOW, "server.dc1.consul", "127.0.0.1")
                .makeLeaf();

        assertThat(ReissueRules.defect(leaf, new ReissueRules.Wanted(loud.certificate(), PROFILE), NOW))
                .contains("issued by another CA");
    }

    @Test
    void aCaIsBelievedByWhomeverKnowsItOrItsKeyOrOneAboveIt() {
        var intermediate = between().make();
        var again = ForeignCertificates.ca(NOW).of(GOOD).serial(2).make();
        var past = ForeignCertificates.ca(NOW)
                .of(GOOD)
                .serial(2)
                .lasting(NOW.minus(LIFE), NOW)
                .make();

        assertThat(trusted(GOOD, GOOD)).isTrue();
        assertThat(trusted(GOOD, ROOT, GOOD)).isTrue();
        assertThat(trusted(again, GOOD)).as("signed again").isTrue();
        assertThat(trusted(intermediate, ROOT)).as("one above it").isTrue();
        assertThat(trusted(GOOD, ROOT)).isFalse();
        assertThat(trusted(ROOT, intermediate)).as("one below it").isFalse();
        assertThat(trusted(GOOD, past)).as("known by an expired certificate").isFalse();
    }

    private static boolean trusted(Ca ca, Ca... trusted) {
        return ca.isTrustedBy(Stream.of(trusted).map(Ca::certificate).toList(), NOW);
    }

    @Test
    void aCaThatMaySignIsKept() {
        assertThat(CaRules.violation(stored(ca), WANTED)).isEmpty();
        assertThat(CaRules.advice(stored(ca), LIFE, NOW)).isEmpty();
        assertThat(CaRules.violation(GOOD, WANTED)).isEmpty();
        assertThat(CaRules.violation(new Ca(GOOD.certificate(), Optional.empty()), WANTED))
                .as("without its key")
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {256, 384, 521})
    void aCaOfACurveThatConsulReadsIsKept(int bits) {
        var elliptic = ForeignCertificates.ca(NOW).of("EC", bits).make();

        assertThat(CaRules.violation(elliptic, WANTED)).isEmpty();
    }

    static Stream<Arguments> authoritiesThatMayNot() {
        var ca = ForeignCertificates.ca(NOW);
        return Stream.of(
                argumentSet(
                        "key of another",
                        new Ca(
                                GOOD.certificate(),
                                ForeignCertificates.ca(NOW).make().key()),
                        "ca.key does not belong to ca.crt",
                        "restore the pair"),
                argumentSet("no CA", ForeignCertificates.ca(NOW).notForCas().make(), "CA:TRUE", "issuer's certificate"),
                argumentSet(
                        "must not sign",
                        ForeignCertificates.ca(NOW)
                                .usage(KeyUsage.digitalSignature)
                                .make(),
                        "keyCertSign",
                        "another CA"),
                argumentSet(
                        "expired",
                        ForeignCertificates.ca(NOW)
                                .lasting(NOW.minus(LIFE), NOW)
                                .make(),
                        "ca.crt expired at 2026-03-01T12:00:00Z",
                        "another CA"),
                argumentSet(
                        "not yet valid",
                        ca.lasting(NOW.plusSeconds(1), NOW.plus(LIFE)).make(),
                        "ca.crt is not valid before 2026-03-01T12:00:01Z",
                        "clock"),
                argumentSet(
                        "Ed25519",
                        ForeignCertificates.ca(NOW).of("Ed25519", 0).make(),
                        "is ed25519",
                        "P-256, P-384, P-521"),
                argumentSet(
                        "weak", ForeignCertificates.ca(NOW).of("RSA", 1024).make(), "is rsa-1024", "2048 bits or more"),
                argumentSet(
                        "SHA-1 of its issuer",
                        ForeignCertificates.ca(NOW)
                                .signedBy(GOOD)
                                .signedWith("SHA1withRSA")
                                .make(),
                        "SHA1withRSA",
                        "SHA-256"),
                argumentSet(
                        "MD5 of its issuer",
                        ForeignCertificates.ca(NOW)
                                .signedBy(GOOD)
                                .signedWith("MD5withRSA")
                                .make(),
                        "MD5withRSA",
                        "SHA-256"),
                argumentSet(
                        "servers alone",
                        ForeignCertificates.ca(NOW)
                                .purposes(KeyPurposeId.id_kp_serverAuth)
                                .make(),
                        "without both serverAuth and clientAuth",
                        "another CA"),
                argumentSet(
                        "unknown extension",
                        ForeignCertificates.ca(NOW)
                                .critical("1.3.6.1.4.1.99999.1")
                                .make(),
                        "1.3.6.1.4.1.99999.1",
                        "another CA"),
                argumentSet(
                        "constraints of another kind",
                        ForeignCertificates.ca(NOW)
                                .permitting(new GeneralName(new X500Name("O=Example")))
                                .make(),
                        "critical name constraints of other kinds",
                        "another CA"),
                argumentSet(
                        "negative serial",
                        ForeignCertificates.ca(NOW).serial(-1).make(),
                        "negative serial number",
                        "another CA"),
                argumentSet(
                        "names",
                        ForeignCertificates.ca(NOW).permitting("dc2.consul").make(),
                        "name constraints of ca.crt forbid server.dc1.consul, *.server.dc1.consul, localhost",
                        "another CA"));
    }

    @ParameterizedTest
    @MethodSource("authoritiesThatMayNot")
    void aCaThatMayNotSignIsRefusedWithReasonAndRemedy(Ca refused, String reason, String remedy) {
        assertThat(CaRules.violation(refused, WANTED)).hasValueSatisfying(violation -> {
            assertThat(violation.reason()).contains(reason).doesNotContain(";");
            assertThat(violation.remedy()).contains(remedy);
        });
    }

    @Test
    void anIntermediateCaIsTrustedByItselfAlone() {
        var intermediate = ForeignCertificates.ca(NOW).signedBy(GOOD).make();

        assertThat(CaRules.violation(intermediate, WANTED)).isEmpty();
    }

    @Test
    void aCaThatEndsSoonIsKeptAndTheReportSaysSo() {
        var ending = stored(ca(Duration.ofDays(100)));

        assertThat(CaRules.advice(ending, LIFE, NOW))
                .as("its life has just begun")
                .isEmpty();
        var late = NOW.plus(Duration.ofDays(70));
        assertThat(CaRules.violation(ending, new CaRules.Wanted(List.of(PROFILE), late)))
                .isEmpty();
        assertThat(CaRules.advice(ending, LIFE, late))
                .singleElement()
                .asString()
                .startsWith("it expires soon")
                .contains("introduce another CA");
    }

    @Test
    void theWeakSignatureOfASelfSignedCaIsOnlyAWarning() {
        var old = ForeignCertificates.ca(NOW).signedWith("SHA1withRSA").make();

        assertThat(CaRules.violation(old, WANTED)).isEmpty();
        assertThat(CaRules.advice(old, LIFE, NOW)).singleElement().asString().contains("SHA1withRSA");
    }

    private static Ca stored(CertificateIssuer ca) {
        return new Ca(ca.certificate(), Optional.of(ca.own().key()));
    }

    private static CertificateIssuer ca(Duration validity) {
        return CertificateIssuer.create(
                new CaProfile("ca", KeyType.EC_P256, validity, List.of()), NOW, new SecureRandom());
    }
}
