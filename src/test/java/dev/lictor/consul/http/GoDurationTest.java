package dev.lictor.consul.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoDurationTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0s, 0",
        "15ns, 15",
        "1.5µs, 1500",
        "1.5us, 1500",
        "29.953236ms, 29953236",
        "2.338696516s, 2338696516",
        "1m2.5s, 62500000000",
        "72h3m0.5s, 259380500000000",
        "2562047h47m16.854775807s, 9223372036854775807"
    })
    void readsWhatGoPrints(String text, long nanos) {
        assertThat(GoDuration.parse(text)).contains(Duration.ofNanos(nanos));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "never",
                "",
                "12",
                "ms",
                "-1s",
                "1s2",
                "1d",
                "9999999999s",
                "2562047h47m16.854775808s",
                "999999999h",
                "2562047h2562047h"
            })
    void refusesEverythingElse(String text) {
        assertThat(GoDuration.parse(text)).isEmpty();
    }
}
