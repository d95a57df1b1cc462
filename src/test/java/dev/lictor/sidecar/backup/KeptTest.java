package dev.lictor.sidecar.backup;

import static dev.lictor.sidecar.Observations.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KeptTest {
    private static final Kept NONE = Kept.none(Duration.ofHours(1));
    private static final Indexed BEFORE = new Indexed(Backup.of(NOW.minus(Duration.ofHours(1)), 1000), 2318);
    private static final Kept ONE = NONE.found(Optional.of(BEFORE.backup()), Optional.of(BEFORE));

    @Test
    void aServerThatHasWhatItsBackupsHaveHasLostNothing() {
        assertThat(ONE.at(2318, NOW).dataLost()).contains(false);
        assertThat(NONE.at(1, NOW).dataLost()).contains(false);
    }

    @Test
    void nothingIsSaidOfAServerThatHasNotSaidWhatItHas() {
        assertThat(ONE.dataLost()).isEmpty();
        assertThat(ONE.loss()).isEmpty();
    }

    @Test
    void aServerThatHasLessForAMinuteHasStartedAnew() {
        var first = ONE.at(20, NOW);
        assertThat(first.dataLost()).contains(false);

        var later = first.at(21, NOW.plusSeconds(59)).at(22, NOW.plusSeconds(60));

        assertThat(later.dataLost()).contains(true);
        assertThat(later.loss())
                .contains(
                        "Raft's index is 22, and the backup 20261124T110000Z.snap has it up to 2318: this cluster has started anew without the data of before. Restore that backup; until then no other is made, so that none is removed. If its data is no longer wanted, move the file out of the folder");
    }

    @Test
    void aServerThatCatchesUpHasLostNothing() {
        assertThat(ONE.at(20, NOW)
                        .at(2400, NOW.plusSeconds(2))
                        .at(20, NOW.plusSeconds(61))
                        .dataLost())
                .contains(false);
    }

    @Test
    void aRestoreAndABackupThatIsTakenAwayEndIt() {
        var lost = ONE.at(20, NOW).at(20, NOW.plusSeconds(60));

        assertThat(lost.at(2319, NOW.plusSeconds(61)).dataLost()).contains(false);
        assertThat(lost.found(Optional.empty(), Optional.empty())
                        .at(21, NOW.plusSeconds(61))
                        .dataLost())
                .contains(false);
    }

    @Test
    void theSizeThatIsKnownIsTheLargestOfWhatIsThereAndOfWhatWasTooLittle() {
        assertThat(NONE.expected(NOW)).isZero();
        assertThat(ONE.expected(NOW)).isEqualTo(1000);
        assertThat(ONE.inVain("too large", 5000, NOW).expected(NOW)).isEqualTo(5001);
        assertThat(ONE.inVain("late", 0, NOW).expected(NOW)).isEqualTo(1000);
        assertThat(ONE.inVain("too large", 5000, NOW).with(BEFORE).expected(NOW))
                .isEqualTo(1000);
    }

    @Test
    void aSizeIsNotBelievedForEverForKeysMayHaveBeenDeleted() {
        var large = ONE.inVain("too large", 5000, NOW);

        assertThat(large.expected(NOW.plus(Duration.ofHours(25)).minusSeconds(1)))
                .isEqualTo(5001);
        assertThat(large.expected(NOW.plus(Duration.ofHours(25)))).isZero();
        assertThat(large.withoutRoom("no room", NOW.plusSeconds(60)).expected(NOW.plus(Duration.ofHours(25))))
                .isZero();
    }
}
