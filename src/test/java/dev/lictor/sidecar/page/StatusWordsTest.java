package dev.lictor.sidecar.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusWordsTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "P365D, ends in 365 days",
        "P2D, ends in 2 days",
        "PT47H59M, ends in 47 hours",
        "PT1H59M, ends in 1 hour",
        "PT30M, ends in 0 hours",
        "PT0S, ended 0 hours ago",
        "-PT1H, ended 1 hour ago",
        "-P3D, ended 3 days ago",
    })
    void whenACertificateEnds(Duration left, String words) {
        assertThat(StatusWords.end(NOW.plus(left), NOW)).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S, just now",
        "PT59S, just now",
        "PT1M, 1 minute ago",
        "PT119M, 119 minutes ago",
        "PT2H, 2 hours ago",
        "P3D, 3 days ago",
        // The clock was set back since, or was ahead then
        "PT-59S, just now",
        "PT-1M, dated 1 minute in the future",
        "PT-50M, dated 50 minutes in the future",
        "PT-5H, dated 5 hours in the future",
    })
    void whenABackupWasMade(Duration ago, String words) {
        assertThat(StatusWords.ago(NOW.minus(ago), NOW)).isEqualTo(words);
    }

    @Test
    void timesAreUtcAndSayIt() {
        assertThat(StatusWords.second(NOW.plusMillis(5999))).isEqualTo("2026-11-24 12:00:05 UTC");
        assertThat(StatusWords.minute(NOW.plusMillis(5999))).isEqualTo("2026-11-24 12:00 UTC");
    }

    @ParameterizedTest
    @CsvSource({"0, 0 entries", "1, 1 entry", "2, 2 entries"})
    void amountsOfEntries(long entries, String words) {
        assertThat(StatusWords.entries(entries)).isEqualTo(words);
    }
}
