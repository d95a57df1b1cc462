package dev.lictor.pki;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.cluster.Specs;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RulesTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final LeafProfile PROFILE = LeafProfile.ofServers(Specs.usual());
    private static final Duration LIFE = Duration.ofDays(90);

    private final CertificateAuthority authority = authority();
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
    void anotherCasCertificateIsNoUse() {
        var other = new ReissueRules.Wanted(authority().certificate(), PROFILE);

        assertThat(ReissueRules.objection(leaf, other, NOW)).contains("issued by another CA");
    }

    @Test
    void aKeyOfAnotherCertificateIsNoUse() {
        var mixed = new KeyMaterial(
                leaf.certificate(), authority.issue(PROFILE, LIFE, NOW).key());

        assertThat(ReissueRules.objection(mixed, wanted, NOW)).contains("its key does not belong to it");
    }

    @Test
    void aCertificateThatEndsWithItsCaIsNotIssuedAgainAndAgain() {
        var shortLived = CertificateAuthority.create("ca", Duration.ofDays(30), NOW, new SecureRandom());
        var short1 = shortLived.issue(PROFILE, LIFE, NOW);

        assertThat(ReissueRules.objection(
                        short1,
                        new ReissueRules.Wanted(shortLived.certificate(), PROFILE),
                        NOW.plus(Duration.ofDays(29))))
                .isEmpty();
    }

    @Test
    void aCaThatMaySignIsKept() {
        assertThat(AuthorityRules.objection(authority.own(), NOW)).isEmpty();
    }

    @Test
    void aCaThatMayNotSignIsRefusedWithTheRemedy() {
        var mixed = new KeyMaterial(authority.certificate(), authority().own().key());

        assertThat(List.of(
                        AuthorityRules.objection(mixed, NOW).orElseThrow(),
                        AuthorityRules.objection(leaf, NOW).orElseThrow(),
                        AuthorityRules.objection(authority.own(), NOW.plus(Duration.ofDays(4000)))
                                .orElseThrow()))
                .satisfiesExactly(
                        why -> assertThat(why).startsWith("ca.key does not belong to ca.crt; restore"),
                        why -> assertThat(why).startsWith("ca.crt is not the certificate of a CA"),
                        why -> assertThat(why).startsWith("ca.crt expired at"));
    }

    private static CertificateAuthority authority() {
        return CertificateAuthority.create("ca", Duration.ofDays(3650), NOW, new SecureRandom());
    }
}
