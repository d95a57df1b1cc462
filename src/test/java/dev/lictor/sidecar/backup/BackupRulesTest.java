package dev.lictor.sidecar.backup;

import static dev.lictor.sidecar.Observations.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackupRulesTest {
    private static final BackupRules HOURLY =
            new BackupRules(Path.of("backups"), Optional.empty(), Duration.ofHours(1), 24);

    @ParameterizedTest
    @CsvSource({
        // the last was made so many minutes ago, an attempt failed so many seconds ago, ready, due
        ", , true, true",
        ", , false, false",
        "59, , true, false",
        "60, , true, true",
        "600, , false, false",
        "600, 59, true, false",
        "600, 60, true, true",
        // The clock was set back
        "-1, , true, true",
        "600, -1, true, true",
    })
    void whenABackupIsDue(@Nullable Long lastMinutes, @Nullable Long failedSeconds, boolean ready, boolean due) {
        var kept = Kept.none(HOURLY.interval())
                .found(Optional.ofNullable(lastMinutes).map(minutes -> Backup.of(NOW.minusSeconds(minutes * 60), 1)));
        if (failedSeconds != null) {
            kept = kept.without("no room", NOW.minusSeconds(failedSeconds));
        }

        assertThat(HOURLY.due(kept, ready, NOW)).isEqualTo(due);
    }
}
