package dev.lictor.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RbacRuleTest {
    private static final Permission RIGHT = new Permission("get", "apps", "statefulsets", "consul", "consul");

    @Test
    void aRuleAllowsWhatItNames() {
        assertThat(new RbacRule(List.of("patch", "get"), List.of("apps"), List.of("statefulsets"), List.of("consul")))
                .matches(grant -> grant.allows(RIGHT));
    }

    @Test
    void aStarMeansAnyAndAnEmptyListOfNamesMeansAny() {
        assertThat(new RbacRule(List.of("*"), List.of("*"), List.of("*"), List.of()))
                .matches(grant -> grant.allows(RIGHT));
    }

    @Test
    void aRuleWithAnotherVerbGroupResourceOrNameAllowsNothing() {
        assertThat(List.of(
                        new RbacRule(List.of("list"), List.of("apps"), List.of("statefulsets"), List.of()),
                        new RbacRule(List.of("get"), List.of(""), List.of("statefulsets"), List.of()),
                        new RbacRule(List.of("get"), List.of("apps"), List.of("statefulsets/status"), List.of()),
                        new RbacRule(List.of("get"), List.of("apps"), List.of("statefulsets"), List.of("other"))))
                .noneMatch(grant -> grant.allows(RIGHT));
    }

    @Test
    void aRuleWithNamesDoesNotAllowACreationWithoutAName() {
        assertThat(new RbacRule(List.of("create"), List.of(""), List.of("secrets"), List.of("consul-ca")))
                .matches(grant -> !grant.allows(new Permission("create", "", "secrets", "consul", "")));
    }
}
