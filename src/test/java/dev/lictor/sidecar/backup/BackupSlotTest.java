package dev.lictor.sidecar.backup;

import static dev.lictor.testing.Observations.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackupSlotTest {
    @Test
    void atEachMomentItIsOneServersTurnAndItComesToEach() {
        var turns = IntStream.range(0, 3)
                .mapToObj(ordinal -> new BackupSlot(ordinal, 3))
                .toList();

        var served = IntStream.range(0, 90)
                .mapToObj(second -> turns.stream()
                        .filter(turn -> turn.isNow(NOW.plusSeconds(second)))
                        .toList())
                .toList();

        assertThat(served).allSatisfy(now -> assertThat(now).hasSize(1));
        assertThat(served.stream().map(now -> now.getFirst()).distinct()).containsExactlyInAnyOrderElementsOf(turns);
    }

    @Test
    void whoHasNoOrdinalWaitsForNobody() {
        assertThat(IntStream.range(0, 90).filter(second -> BackupSlot.ALWAYS.isNow(NOW.plusSeconds(second))))
                .hasSize(90);
    }
}
