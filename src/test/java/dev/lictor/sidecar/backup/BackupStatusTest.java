package dev.lictor.sidecar.backup;

import static dev.lictor.testing.BackupExamples.position;
import static dev.lictor.testing.Observations.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.sidecar.backup.BackupFolder.Content;
import dev.lictor.testing.BackupExamples;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackupStatusTest {
    private static final BackupStatus NONE = BackupStatus.none(Duration.ofHours(1));
    private static final IndexedBackup BEFORE =
            new IndexedBackup(Backup.of(NOW.minus(Duration.ofHours(1)), 1000), 2318);
    private static final BackupStatus ONE = BackupExamples.found(BEFORE);

    @Test
    void aServerThatHasWhatItsBackupsHaveHasLostNothing() {
        assertThat(ONE.at(position(2318), NOW).dataLost()).contains(false);
        assertThat(NONE.at(position(1), NOW).dataLost()).contains(false);
        assertThat(NONE.with(BEFORE, NOW).dataLost()).contains(false);
    }

    @Test
    void nothingIsSaidOfAServerThatHasNotSaidWhatItHas() {
        assertThat(ONE.dataLost()).isEmpty();
        assertThat(ONE.lossInWords()).isEmpty();
    }

    @Test
    void aServerThatHasLessForAMinuteHasStartedAnew() {
        var first = ONE.at(position(20), NOW);
        assertThat(first.dataLost()).contains(false);

        var later = first.at(position(21), NOW.plusSeconds(59)).at(position(22), NOW.plusSeconds(60));

        assertThat(later.dataLost()).contains(true);
        assertThat(later.lossInWords())
                .contains(
                        "Raft's index was 22 where the backup 20261124T110000Z.snap has it up to 2318: this cluster has started again without its earlier data. Restore that backup; until then it is kept, and no other is made. If its data is no longer wanted, or this does not end when a backup is restored, move that file out of the folder");
    }

    @Test
    void aServerWhoseLeaderHasLessHasStartedAnewHoweverFastItIsWrittenTo() {
        var first = ONE.at(new LogPosition(20, Optional.of(0L), Optional.of(900L)), NOW);

        assertThat(first.at(new LogPosition(900, Optional.of(0L), Optional.of(2317L)), NOW.plusSeconds(1))
                        .dataLost())
                .contains(true);
        assertThat(first.at(new LogPosition(900, Optional.of(0L), Optional.of(2318L)), NOW.plusSeconds(1))
                        .dataLost())
                .contains(false);
    }

    /** What is known of a leader may be older than the backup. */
    @Test
    void aBackupThatWasJustMadeIsNotComparedWithTheLeader() {
        var young = BackupExamples.found(new IndexedBackup(Backup.of(NOW, 1000), 2318));

        assertThat(young.at(position(20), NOW.plusSeconds(1))
                        .at(new LogPosition(20, Optional.of(0L), Optional.of(2317L)), NOW.plusSeconds(2))
                        .dataLost())
                .contains(false);
    }

    @Test
    void aServerThatCatchesUpHasLostNothing() {
        assertThat(ONE.at(position(20), NOW)
                        .at(position(2400), NOW.plusSeconds(2))
                        .at(position(20), NOW.plusSeconds(61))
                        .dataLost())
                .contains(false);
    }

    @Test
    void aBackupThatIsBehindTwiceTellsAServersLossThatMayNotSayWhatItHas() {
        var once = ONE.behind(20, NOW);
        assertThat(once.dataLost()).contains(false);
        assertThat(once.error())
                .contains(
                        "the snapshot goes up to Raft's index 20, and the backup 20261124T110000Z.snap up to 2318: this server is catching up, or data is lost");

        assertThat(once.behind(21, NOW.plusSeconds(60)).dataLost()).contains(true);
    }

    /** The new cluster's log grows, too. */
    @Test
    void aLossDoesNotEndByItself() {
        var lost = lost(20);

        for (long index = 20; index < 40_000; index += 400) {
            // With snapshots that Consul makes by itself
            lost = lost.at(
                    new LogPosition(index, Optional.of(index - index % 17_000), Optional.empty()),
                    NOW.plusSeconds(61 + index / 80));
        }

        assertThat(lost.dataLost()).contains(true);
        assertThat(lost.protectedBackup()).contains(BEFORE.backup());
    }

    @ParameterizedTest
    @CsvSource({
        // index before, Raft's snapshot before, then, index then: as real servers had them
        "20, 0, 2319, 2320", // this backup
        "20, 0, 2311, 2312", // another server's, made a little earlier
        "5000, 0, 5001, 5003", // any, into a log that has grown longer
        "17000, 16384, 17001, 17002",
        "20, 0, 40001, 40002", // a later one of another server
    })
    void aRestoreEndsIt(long index, long snapshotBefore, long snapshot, long indexThen) {
        var before = lost(20).at(
                        new LogPosition(index, Optional.of(snapshotBefore), Optional.empty()), NOW.plusSeconds(3600));
        assertThat(before.dataLost()).contains(true);

        var restored = new LogPosition(indexThen, Optional.of(snapshot), Optional.empty());
        assertThat(before.at(restored, NOW.plusSeconds(3601)).dataLost()).contains(false);
    }

    /** A log that grew while nobody looked. */
    @Test
    void aSnapshotOfConsulsOwnIsNoRestore() {
        assertThat(lost(20).at(new LogPosition(17_000, Optional.of(16_390L), Optional.empty()), NOW.plusSeconds(3600))
                        .dataLost())
                .contains(true);
    }

    @Test
    void aBackupThatIsTakenAwayEndsIt() {
        assertThat(lost(20).found(
                                new Content(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()),
                                NOW)
                        .at(position(21), NOW.plusSeconds(61))
                        .dataLost())
                .contains(false);
    }

    /** The page is of the computer's clock, and so is the date of a backup. */
    @ParameterizedTest
    @CsvSource({"PT0S, false", "PT3H, false", "PT3H1S, true", "-PT1H, false", "-PT3H, false", "-PT3H1S, true"})
    void aBackupThatIsDatedFarAheadIsNotTakenForAYoungOne(Duration later, boolean overdue) {
        var status = BackupExamples.found(new IndexedBackup(Backup.of(NOW, 1000), 2318));

        assertThat(status.overdue(NOW.plus(later))).isEqualTo(overdue);
    }

    private static BackupStatus lost(long index) {
        return ONE.at(position(index), NOW).at(position(index), NOW.plusSeconds(60));
    }

    @Test
    void theSizeThatIsKnownIsTheLargestOfWhatIsThereAndOfWhatWasTooLittle() {
        assertThat(NONE.expected(NOW)).isZero();
        assertThat(ONE.expected(NOW)).isEqualTo(1000);
        assertThat(ONE.failedAtCost("too large", 5000, NOW).expected(NOW)).isEqualTo(5001);
        assertThat(ONE.failedAtCost("late", 0, NOW).expected(NOW)).isEqualTo(1000);
        assertThat(ONE.failedAtCost("too large", 5000, NOW).with(BEFORE, NOW).expected(NOW))
                .isEqualTo(1000);
    }

    @Test
    void aSizeIsNotBelievedForEverForKeysMayHaveBeenDeleted() {
        var large = ONE.failedAtCost("too large", 5000, NOW);

        assertThat(large.expected(NOW.plus(Duration.ofHours(25)).minusSeconds(1)))
                .isEqualTo(5001);
        assertThat(large.expected(NOW.plus(Duration.ofHours(25)))).isZero();
        assertThat(large.withoutRoom("no room", NOW.plusSeconds(60)).expected(NOW.plus(Duration.ofHours(25))))
                .isZero();
    }
}
