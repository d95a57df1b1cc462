package dev.lictor.kube;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class GrantTest {
    private static final Right RIGHT = new Right("get", "apps", "statefulsets", "consul", "consul");

    @Test
    void aRuleGivesWhatItNames() {
        assertThat(new Grant(List.of("patch", "get"), List.of("apps"), List.of("statefulsets"), List.of("consul")))
                .matches(grant -> grant.gives(RIGHT));
    }

    @Test
    void aStarIsAnyAndNoNameIsAny() {
        assertThat(new Grant(List.of("*"), List.of("*"), List.of("*"), List.of()))
                .matches(grant -> grant.gives(RIGHT));
    }

    @Test
    void aRuleOfAnotherVerbGroupResourceOrNameGivesNothing() {
        assertThat(List.of(
                        new Grant(List.of("list"), List.of("apps"), List.of("statefulsets"), List.of()),
                        new Grant(List.of("get"), List.of(""), List.of("statefulsets"), List.of()),
                        new Grant(List.of("get"), List.of("apps"), List.of("statefulsets/status"), List.of()),
                        new Grant(List.of("get"), List.of("apps"), List.of("statefulsets"), List.of("other"))))
                .noneMatch(grant -> grant.gives(RIGHT));
    }

    @Test
    void aRuleWithNamesDoesNotGiveACreationThatNamesNothing() {
        assertThat(new Grant(List.of("create"), List.of(""), List.of("secrets"), List.of("consul-ca")))
                .matches(grant -> !grant.gives(new Right("create", "", "secrets", "consul", "")));
    }
}
