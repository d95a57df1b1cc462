package dev.lictor.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.lictor.cluster.KeyType;
import dev.lictor.cluster.Specs;
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
    private static final AuthorityRules.Wanted WANTED = new AuthorityRules.Wanted(List.of(PROFILE), NOW);
    private static final Authority GOOD = MadeByOthers.authority(NOW).make();
    private static final Authority ROOT =
            MadeByOthers.authority(NOW).named("CN=root").make();

    private final CertificateAuthority authority = authority(Duration.ofDays(3650));
    private final KeyMaterial leaf = authority.issue(PROFILE, LIFE, NOW);
    private final ReissueRules.Wanted wanted = new ReissueRules.Wanted(authority.certificate(), PROFILE);

    @Test
    void aGoodCertificateIsKeptForTwoThirdsOfItsLife() {
        assertThat(ReissueRules.objection(leaf, wanted, NOW)).isEmpty();
        assertThat(ReissueRules.objection(leaf, wanted, NOW.plus(Duration.ofDays(59))))
                .isEmpty();
        assertThat(ReissueRules.objection(leaf, wanted, NOW.plus(Duration.ofDays(61))))
                .hasValueSatisfying(why -> assertThat(why).contains("less than a third of its life is left"));
    }

    @Test
    void otherNamesAreNamed() {
        var five = LeafProfile.ofServers(Specs.with(Map.of("lictor.datacenter", "dc2")));

        assertThat(ReissueRules.objection(leaf, new ReissueRules.Wanted(authority.certificate(), five), NOW))
                .contains(
                        "names differ: without *.server.dc2.consul, server.dc2.consul with *.server.dc1.consul, server.dc1.consul");
    }

    @Test
    void aCertificateThatEndsWithItsCaIsNotIssuedAgainAndAgain() {
        var shortLived = authority(Duration.ofDays(30));
        var short1 = shortLived.issue(PROFILE, LIFE, NOW);

        assertThat(ReissueRules.objection(
                        short1,
                        new ReissueRules.Wanted(shortLived.certificate(), PROFILE),
                        NOW.plus(Duration.ofDays(29))))
                .isEmpty();
    }

    static Stream<Arguments> leavesThatDoNotWork() {
        var name = "server.dc1.consul";
        var loopback = "127.0.0.1";
        var other = MadeByOthers.authority(NOW).make();
        var mixed = new KeyMaterial(
                MadeByOthers.server(GOOD, NOW, name, loopback).makeLeaf().certificate(),
                MadeByOthers.server(GOOD, NOW, name, loopback).makeLeaf().key());
        return Stream.of(
                argumentSet("key of another", mixed, "its key does not belong to it"),
                argumentSet(
                        "other issuer",
                        MadeByOthers.server(other, NOW, name, loopback).makeLeaf(),
                        "issued by another CA"),
                argumentSet(
                        "expired",
                        MadeByOthers.server(GOOD, NOW, name, loopback)
                                .lasting(NOW.minus(LIFE), NOW)
                                .makeLeaf(),
                        "expired at 2026-03-01T12:00:00Z"),
                argumentSet(
                        "not yet valid",
                        MadeByOthers.server(GOOD, NOW, name, loopback)
                                .lasting(NOW.plusSeconds(1), NOW.plus(LIFE))
                                .makeLeaf(),
                        "is not valid before 2026-03-01T12:00:01Z"),
                argumentSet(
                        "not for its peers",
                        MadeByOthers.server(GOOD, NOW, "server.dc2.consul", loopback)
                                .makeLeaf(),
                        "does not carry the name server.dc1.consul"),
                argumentSet(
                        "not for its sidecar",
                        MadeByOthers.server(GOOD, NOW, name).makeLeaf(),
                        "does not carry the name 127.0.0.1"),
                argumentSet(
                        "loopback as a DNS name",
                        MadeByOthers.server(GOOD, NOW, name, "DNS:127.0.0.1").makeLeaf(),
                        "does not carry the name 127.0.0.1 as an address (it is there as a DNS name, which nobody compares with an address)"),
                argumentSet(
                        "no signatures",
                        MadeByOthers.server(GOOD, NOW, name, loopback)
                                .usage(KeyUsage.keyEncipherment)
                                .makeLeaf(),
                        "may not sign (key usage without digitalSignature), which TLS demands of it"),
                argumentSet(
                        "SHA-1",
                        MadeByOthers.server(GOOD, NOW, name, loopback)
                                .signedWith("SHA1withRSA")
                                .makeLeaf(),
                        "signed with SHA1withRSA, which TLS libraries refuse"),
                argumentSet(
                        "unknown extension",
                        MadeByOthers.server(GOOD, NOW, name, loopback)
                                .critical("1.3.6.1.4.1.99999.1")
                                .makeLeaf(),
                        "has a critical extension that Consul or the sidecar does not know, and so refuses: 1.3.6.1.4.1.99999.1"),
                argumentSet(
                        "negative serial",
                        MadeByOthers.server(GOOD, NOW, name, loopback)
                                .serial(-4711)
                                .makeLeaf(),
                        "has a negative serial number, which Consul refuses"),
                argumentSet(
                        "a curve that Go does not know",
                        MadeByOthers.server(GOOD, NOW, name, loopback)
                                .of("Ed448", 0)
                                .signedWith("SHA256withRSA")
                                .makeLeaf(),
                        "the key of CN=server.dc1.consul is of algorithm 1.3.101.113, which Consul cannot use"),
                argumentSet(
                        "no client",
                        MadeByOthers.server(GOOD, NOW, name, loopback)
                                .purposes(KeyPurposeId.id_kp_serverAuth)
                                .makeLeaf(),
                        "is not for both serverAuth and clientAuth, and servers are each other's clients"));
    }

    @ParameterizedTest
    @MethodSource("leavesThatDoNotWork")
    void aCertificateThatDoesNotWorkSaysWhy(KeyMaterial broken, String why) {
        var asked = new ReissueRules.Wanted(GOOD.certificate(), PROFILE);

        assertThat(ReissueRules.defect(broken, asked, NOW)).contains(why);
        assertThat(ReissueRules.objection(broken, asked, NOW)).isPresent();
    }

    static Stream<Arguments> leavesThatWorkForNow() {
        var all = Stream.concat(PROFILE.dnsNames().stream(), Stream.of("127.0.0.1", "0:0:0:0:0:0:0:1"))
                .toArray(String[]::new);
        return Stream.of(
                argumentSet(
                        "the tutorial's names",
                        MadeByOthers.server(GOOD, NOW, "server.dc1.consul", "127.0.0.1")
                                .makeLeaf(),
                        "names differ: without"),
                argumentSet(
                        "capitals",
                        MadeByOthers.server(GOOD, NOW, "Server.DC1.Consul", "127.0.0.1")
                                .makeLeaf(),
                        "names differ: without"),
                argumentSet(
                        "no key usage at all",
                        MadeByOthers.server(GOOD, NOW, "server.dc1.consul", "127.0.0.1")
                                .withoutKeyUsage()
                                .makeLeaf(),
                        "names differ: without"),
                argumentSet(
                        "Ed25519",
                        MadeByOthers.server(GOOD, NOW, all)
                                .of("Ed25519", 0)
                                .signedWith("SHA256withRSA")
                                .makeLeaf(),
                        "its key is ed25519 instead of ec-p256"),
                argumentSet(
                        "a wildcard",
                        MadeByOthers.server(GOOD, NOW, "*.dc1.consul", "127.0.0.1")
                                .makeLeaf(),
                        "names differ: without"),
                argumentSet(
                        "any usage",
                        MadeByOthers.server(GOOD, NOW, all).purposes().makeLeaf(),
                        "usages differ: must be serverAuth and clientAuth"),
                argumentSet(
                        "weak",
                        MadeByOthers.server(GOOD, NOW, all).of("RSA", 1024).makeLeaf(),
                        "its key is rsa-1024, which is too weak"),
                argumentSet(
                        "other key type",
                        MadeByOthers.server(GOOD, NOW, all).makeLeaf(),
                        "its key is rsa-2048 instead of ec-p256"));
    }

    @ParameterizedTest
    @MethodSource("leavesThatWorkForNow")
    void aCertificateThatWorksMayStillBeDue(KeyMaterial due, String why) {
        var asked = new ReissueRules.Wanted(GOOD.certificate(), PROFILE);

        assertThat(ReissueRules.defect(due, asked, NOW)).isEmpty();
        assertThat(ReissueRules.objection(due, asked, NOW))
                .hasValueSatisfying(words -> assertThat(words).startsWith(why));
    }

    @Test
    void namesAreComparedWithoutCase() {
        var loud = PROFILE.dnsNames().stream().map(name -> name.toUpperCase(Locale.ROOT));
        var all = Stream.concat(loud, Stream.of("127.0.0.1", "0:0:0:0:0:0:0:1")).toArray(String[]::new);

        assertThat(ReissueRules.objection(
                        MadeByOthers.server(GOOD, NOW, all)
                                .of("EC", 256)
                                .signedWith("SHA256withRSA")
                                .makeLeaf(),
                        new ReissueRules.Wanted(GOOD.certificate(), PROFILE),
                        NOW))
                .isEmpty();
    }

    @Test
    void theNamesThatAreThereAreJudgedByTheConstraintsOfTheCa() {
        var mail = new GeneralName(GeneralName.rfc822Name, "example.org");
        var constrained = MadeByOthers.authority(NOW).permitting(mail).make();
        var asked = new ReissueRules.Wanted(constrained.certificate(), PROFILE);

        assertThat(ReissueRules.defect(
                        MadeByOthers.server(constrained, NOW, "server.dc1.consul", "127.0.0.1", "email:a@example.net")
                                .makeLeaf(),
                        asked,
                        NOW))
                .contains("carries names that the name constraints of its CA forbid: a@example.net");
        assertThat(ReissueRules.defect(
                        MadeByOthers.server(constrained, NOW, "server.dc1.consul", "127.0.0.1")
                                .makeLeaf(),
                        asked,
                        NOW))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dc1.consul", ".consul", "CONSUL", ".DC1.consul"})
    void constraintsOnNamesAreReadAsGoReadsThem(String permitted) {
        var constrained = MadeByOthers.authority(NOW).permitting(permitted).make();
        var leaf = MadeByOthers.server(constrained, NOW, "server.dc1.consul", "*.dc1.consul", "127.0.0.1")
                .makeLeaf();

        assertThat(ReissueRules.defect(leaf, new ReissueRules.Wanted(constrained.certificate(), PROFILE), NOW))
                .isEmpty();
    }

    static Stream<Arguments> intermediates() {
        return Stream.of(
                argumentSet("good", between(), ROOT, ""),
                argumentSet("no CA", between().notForAuthorities(), ROOT, "may not sign certificates"),
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
                        MadeByOthers.authority(NOW)
                                .named("CN=root")
                                .of(ROOT)
                                .pathLength(0)
                                .make(),
                        "the CA allows fewer CAs below it than the 1"));
    }

    @ParameterizedTest
    @MethodSource("intermediates")
    void whatStandsBetweenIsJudgedToo(MadeByOthers between, Authority root, String why) {
        var intermediate = between.make();
        var leaf = MadeByOthers.server(intermediate, NOW, "server.dc1.consul", "127.0.0.1")
                .makeLeafWith(intermediate);

        var defect = ReissueRules.defect(leaf, new ReissueRules.Wanted(root.certificate(), PROFILE), NOW);

        if (why.isEmpty()) {
            assertThat(defect).isEmpty();
        } else {
            assertThat(defect).hasValueSatisfying(words -> assertThat(words).contains(why));
        }
    }

    private static MadeByOthers between() {
        return MadeByOthers.authority(NOW).named("CN=int").signedBy(ROOT);
    }

    @Test
    void anIntermediateCaThatIsNotShownAlongIsAReasonToIssueAnew() {
        var intermediate = between().make();
        var alone = MadeByOthers.server(intermediate, NOW, "server.dc1.consul", "127.0.0.1");

        assertThat(ReissueRules.defect(alone.makeLeaf(), new ReissueRules.Wanted(ROOT.certificate(), PROFILE), NOW))
                .contains("issued by another CA");
        var wantedOfIntermediate = new ReissueRules.Wanted(intermediate.certificate(), PROFILE);
        assertThat(ReissueRules.defect(alone.makeLeaf(), wantedOfIntermediate, NOW))
                .isEmpty();
        var issued = new CertificateAuthority(intermediate.signing().orElseThrow(), new SecureRandom())
                .issue(PROFILE, LIFE, NOW);
        assertThat(ReissueRules.objection(issued, wantedOfIntermediate, NOW)).isEmpty();
        assertThat(ReissueRules.objection(
                        new KeyMaterial(issued.certificate(), issued.key()), wantedOfIntermediate, NOW))
                .hasValueSatisfying(why -> assertThat(why).contains("without the certificate of the intermediate CA"));
    }

    @Test
    void aCaOfAnotherNameIsAnotherCaThoughItsKeyBeTheSame() {
        var loud =
                MadeByOthers.authority(NOW).of(GOOD).named("CN=CLUSTER.LOCAL").make();
        var leaf =
                MadeByOthers.server(GOOD, NOW, "server.dc1.consul", "127.0.0.1").makeLeaf();

        assertThat(ReissueRules.defect(leaf, new ReissueRules.Wanted(loud.certificate(), PROFILE), NOW))
                .contains("issued by another CA");
    }

    @Test
    void aCaIsBelievedByWhomeverKnowsItOrItsKeyOrOneAboveIt() {
        var intermediate = between().make();
        var again = MadeByOthers.authority(NOW).of(GOOD).serial(2).make();
        var past = MadeByOthers.authority(NOW)
                .of(GOOD)
                .serial(2)
                .lasting(NOW.minus(LIFE), NOW)
                .make();

        assertThat(believed(GOOD, GOOD)).isTrue();
        assertThat(believed(GOOD, ROOT, GOOD)).isTrue();
        assertThat(believed(again, GOOD)).as("signed again").isTrue();
        assertThat(believed(intermediate, ROOT)).as("one above it").isTrue();
        assertThat(believed(GOOD, ROOT)).isFalse();
        assertThat(believed(ROOT, intermediate)).as("one below it").isFalse();
        assertThat(believed(GOOD, past)).as("known by an expired certificate").isFalse();
    }

    private static boolean believed(Authority authority, Authority... trusted) {
        return authority.isBelievedBy(
                Stream.of(trusted).map(Authority::certificate).toList(), NOW);
    }

    @Test
    void aCaThatMaySignIsKept() {
        assertThat(AuthorityRules.objection(stored(authority), WANTED)).isEmpty();
        assertThat(AuthorityRules.advice(stored(authority), LIFE, NOW)).isEmpty();
        assertThat(AuthorityRules.objection(GOOD, WANTED)).isEmpty();
        assertThat(AuthorityRules.objection(new Authority(GOOD.certificate(), Optional.empty()), WANTED))
                .as("without its key")
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {256, 384, 521})
    void aCaOfACurveThatConsulReadsIsKept(int bits) {
        var elliptic = MadeByOthers.authority(NOW).of("EC", bits).make();

        assertThat(AuthorityRules.objection(elliptic, WANTED)).isEmpty();
    }

    static Stream<Arguments> authoritiesThatMayNot() {
        var ca = MadeByOthers.authority(NOW);
        return Stream.of(
                argumentSet(
                        "key of another",
                        new Authority(
                                GOOD.certificate(),
                                MadeByOthers.authority(NOW).make().key()),
                        "ca.key does not belong to ca.crt",
                        "restore the pair"),
                argumentSet(
                        "no CA",
                        MadeByOthers.authority(NOW).notForAuthorities().make(),
                        "CA:TRUE",
                        "issuer's certificate"),
                argumentSet(
                        "must not sign",
                        MadeByOthers.authority(NOW)
                                .usage(KeyUsage.digitalSignature)
                                .make(),
                        "keyCertSign",
                        "another CA"),
                argumentSet(
                        "expired",
                        MadeByOthers.authority(NOW)
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
                        MadeByOthers.authority(NOW).of("Ed25519", 0).make(),
                        "is ed25519",
                        "P-256, P-384, P-521"),
                argumentSet(
                        "weak", MadeByOthers.authority(NOW).of("RSA", 1024).make(), "is rsa-1024", "2048 bits or more"),
                argumentSet(
                        "SHA-1 of its issuer",
                        MadeByOthers.authority(NOW)
                                .signedBy(GOOD)
                                .signedWith("SHA1withRSA")
                                .make(),
                        "SHA1withRSA",
                        "SHA-256"),
                argumentSet(
                        "MD5 of its issuer",
                        MadeByOthers.authority(NOW)
                                .signedBy(GOOD)
                                .signedWith("MD5withRSA")
                                .make(),
                        "MD5withRSA",
                        "SHA-256"),
                argumentSet(
                        "servers alone",
                        MadeByOthers.authority(NOW)
                                .purposes(KeyPurposeId.id_kp_serverAuth)
                                .make(),
                        "without both serverAuth and clientAuth",
                        "another CA"),
                argumentSet(
                        "unknown extension",
                        MadeByOthers.authority(NOW)
                                .critical("1.3.6.1.4.1.99999.1")
                                .make(),
                        "1.3.6.1.4.1.99999.1",
                        "another CA"),
                argumentSet(
                        "constraints of another kind",
                        MadeByOthers.authority(NOW)
                                .permitting(new GeneralName(new X500Name("O=Example")))
                                .make(),
                        "critical name constraints of other kinds",
                        "another CA"),
                argumentSet(
                        "negative serial",
                        MadeByOthers.authority(NOW).serial(-1).make(),
                        "negative serial number",
                        "another CA"),
                argumentSet(
                        "names",
                        MadeByOthers.authority(NOW).permitting("dc2.consul").make(),
                        "name constraints of ca.crt forbid server.dc1.consul, *.server.dc1.consul, localhost",
                        "another CA"));
    }

    @ParameterizedTest
    @MethodSource("authoritiesThatMayNot")
    void aCaThatMayNotSignIsRefusedWithReasonAndRemedy(Authority refused, String reason, String remedy) {
        assertThat(AuthorityRules.objection(refused, WANTED)).hasValueSatisfying(objection -> {
            assertThat(objection.reason()).contains(reason).doesNotContain(";");
            assertThat(objection.remedy()).contains(remedy);
        });
    }

    @Test
    void anIntermediateCaIsTrustedByItselfAlone() {
        var intermediate = MadeByOthers.authority(NOW).signedBy(GOOD).make();

        assertThat(AuthorityRules.objection(intermediate, WANTED)).isEmpty();
    }

    @Test
    void aCaThatEndsSoonIsKeptAndTheReportSaysSo() {
        var ending = stored(authority(Duration.ofDays(100)));

        assertThat(AuthorityRules.advice(ending, LIFE, NOW))
                .as("its life has just begun")
                .isEmpty();
        var late = NOW.plus(Duration.ofDays(70));
        assertThat(AuthorityRules.objection(ending, new AuthorityRules.Wanted(List.of(PROFILE), late)))
                .isEmpty();
        assertThat(AuthorityRules.advice(ending, LIFE, late))
                .singleElement()
                .asString()
                .startsWith("it expires soon")
                .contains("bring another CA");
    }

    @Test
    void aSelfSignedCasOwnWeakSignatureIsOnlyTold() {
        var old = MadeByOthers.authority(NOW).signedWith("SHA1withRSA").make();

        assertThat(AuthorityRules.objection(old, WANTED)).isEmpty();
        assertThat(AuthorityRules.advice(old, LIFE, NOW))
                .singleElement()
                .asString()
                .contains("SHA1withRSA");
    }

    private static Authority stored(CertificateAuthority authority) {
        return new Authority(
                authority.certificate(), Optional.of(authority.own().key()));
    }

    private static CertificateAuthority authority(Duration validity) {
        return CertificateAuthority.create(
                new AuthorityProfile("ca", KeyType.EC_P256, validity, List.of()), NOW, new SecureRandom());
    }
}
