package dev.lictor.cluster.pods;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TolerationTest {
    @Test
    void missingPartsMeanAny() {
        assertThat(Toleration.parse("*"))
                .contains(new Toleration("", Optional.empty(), Optional.empty(), Optional.empty()));
        assertThat(Toleration.parse("example.org/dedicated=consul:NoSchedule"))
                .contains(new Toleration(
                        "example.org/dedicated", Optional.of("consul"), Optional.of("NoSchedule"), Optional.empty()));
        assertThat(Toleration.parse("node.kubernetes.io/unreachable:NoExecute:30"))
                .contains(new Toleration(
                        "node.kubernetes.io/unreachable",
                        Optional.empty(),
                        Optional.of("NoExecute"),
                        Optional.of(30L)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "=", ":NoSchedule", "a:30", "a:Never", "a:NoSchedule:30", "*=a", "a b", "a=b=c"})
    void invalidTextsAreNotParsed(String text) {
        assertThat(Toleration.parse(text)).isEmpty();
    }
}
