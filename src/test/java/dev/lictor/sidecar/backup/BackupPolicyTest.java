package dev.lictor.sidecar.backup;

import static dev.lictor.testing.BackupExamples.position;
import static dev.lictor.testing.Observations.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.sidecar.backup.BackupFolder.Content;
import dev.lictor.testing.BackupExamples;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackupPolicyTest {
    private static final BackupPolicy HOURLY = new BackupPolicy(
            Path.of("backups"), Optional.empty(), Duration.ofHours(1), 24, 1_000_000, BackupSlot.ALWAYS);

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
        // The computer's clock was ahead when it was made
        "-1, , true, true",
    })
    void whenABackupIsDue(@Nullable Long lastMinutes, @Nullable Long failedSeconds, boolean ready, boolean due) {
        var age = Optional.ofNullable(lastMinutes).map(Duration::ofMinutes);
        var status = BackupStatus.none(HOURLY.interval())
                .found(
                        new Content(
                                age.map(ago -> Backup.of(NOW.minus(ago), 1)),
                                age.filter(ago -> !ago.isNegative()),
                                Optional.empty(),
                                Optional.empty()),
                        NOW);
        if (failedSeconds != null) {
            status = status.without("no room", NOW.minusSeconds(failedSeconds));
        }

        assertThat(HOURLY.due(status, ready, NOW, NOW)).isEqualTo(due);
    }

    @ParameterizedTest
    @CsvSource({"1, 60", "2, 120", "3, 240", "6, 1920", "7, 3600", "1000, 3600"})
    void whatIsInVainIsTriedEverMoreSeldom(int attempts, long pauseSeconds) {
        var status = BackupStatus.none(HOURLY.interval());
        for (int attempt = 0; attempt < attempts; attempt++) {
            status = attempt % 2 == 0 ? status.failedAtCost("too large", 1, NOW) : status.withoutRoom("no room", NOW);
        }

        assertThat(HOURLY.due(status, true, NOW.plusSeconds(pauseSeconds - 1), NOW))
                .isFalse();
        assertThat(HOURLY.due(status, true, NOW.plusSeconds(pauseSeconds), NOW)).isTrue();
        assertThat(HOURLY.due(status.without("status 403", NOW), true, NOW.plusSeconds(60), NOW))
                .isTrue();
    }

    @Test
    void noneIsMadeOfAServerThatHasLessThanItsBackupsHave() {
        var before = new IndexedBackup(Backup.of(NOW.minusSeconds(7200), 1), 2318);
        var status = BackupExamples.found(before);
        var suspected = status.at(position(20), NOW);

        assertThat(HOURLY.due(suspected, true, NOW, NOW)).isFalse();
        assertThat(HOURLY.due(suspected.at(position(21), NOW.plusSeconds(60)), true, NOW, NOW))
                .isFalse();
        assertThat(HOURLY.due(status.at(position(2318), NOW), true, NOW, NOW)).isTrue();
    }

    /** Then only another tells whether the server was catching up. */
    @Test
    void whereOnlyABackupTellsWhatAServerHasAnotherIsMadeUntilThatIsClear() {
        var behind = BackupExamples.found(new IndexedBackup(Backup.of(NOW.minusSeconds(7200), 1), 2318))
                .behind(20, NOW);

        assertThat(HOURLY.due(behind, true, NOW.plusSeconds(59), NOW)).isFalse();
        assertThat(HOURLY.due(behind, true, NOW.plusSeconds(60), NOW)).isTrue();
        assertThat(HOURLY.due(behind.behind(21, NOW.plusSeconds(60)), true, NOW.plusSeconds(7200), NOW))
                .isFalse();
    }

    @Test
    void whoseTurnItIsNotWaits() {
        var second = new BackupPolicy(
                Path.of("backups"), Optional.empty(), Duration.ofHours(1), 24, 1_000_000, new BackupSlot(1, 3));
        var none = BackupStatus.none(second.interval());

        assertThat(IntStream.range(0, 90).filter(later -> second.due(none, true, NOW, NOW.plusSeconds(later))))
                .hasSize(30);
    }
}
