package dev.lictor.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.lictor.cluster.KeyType;
import dev.lictor.cluster.Specs;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
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
                        "a wildcard",
                        MadeByOthers.server(GOOD, NOW, "*.dc1.consul", "127.0.0.1")
                                .makeLeaf(),
                        "names differ: without"),
                argumentSet(
                        "any usage",
                        MadeByOthers.server(GOOD, NOW, all).purposes().makeLeaf(),
                        "usages differ: must be serverAuth and clientAuth"),
                argumentSet(
                        "SHA-1",
                        MadeByOthers.server(GOOD, NOW, all)
                                .signedWith("SHA1withRSA")
                                .makeLeaf(),
                        "signed with SHA1withRSA, which TLS libraries refuse"),
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
                        "new CA"),
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
