package dev.lictor.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsulVersionTest {
    @Test
    void versionsAreOrderedByNumberAndNotByText() {
        assertThat(ConsulVersion.parse("1.22.7").orElseThrow())
                .isGreaterThan(ConsulVersion.parse("1.9.17").orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.22.7", "v1.22.7", " 1.22.7 ", "1.22.7+ent", "1.22.7-rc1"})
    void versionsAsConsulWritesThemAreParsed(String text) {
        assertThat(ConsulVersion.parse(text)).contains(new ConsulVersion(1, 22, 7));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "latest", "1.22", "1.22.7.1", "1.99999.0"})
    void invalidVersionsAreNotParsed(String text) {
        assertThat(ConsulVersion.parse(text)).isEmpty();
    }
}
