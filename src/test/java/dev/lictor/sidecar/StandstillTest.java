package dev.lictor.sidecar;

import static dev.lictor.sidecar.Observations.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.consul.Failure;
import dev.lictor.consul.Failure.Cause;
import dev.lictor.consul.RaftState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When a log stands still that should go on. */
class StandstillTest {
    private static final Observations LACKING =
            Observations.follower().stored(100).autopilot(true, 1, 103);

    private Optional<Standstill> still = Optional.empty();

    @Test
    void aLogThatLacksWhatTheLeaderHasStandsStillSinceThatIsKnown() {
        see(LACKING, 0);
        see(LACKING.autopilot(true, 1, 180), 9);
        assertThat(still).contains(new Standstill(100, 103, NOW, NOW.plusSeconds(9)));
        assertThat(still.orElseThrow().tooLong()).isFalse();

        see(LACKING, 10);
        assertThat(still.orElseThrow().tooLong()).isTrue();
    }

    @Test
    void aLogThatGoesOnDoesNotHoweverMuchItLacks() {
        see(LACKING.autopilot(true, 1, 9000), 0);
        see(LACKING.autopilot(true, 1, 9000), 9);
        see(LACKING.stored(101).autopilot(true, 1, 9000), 10);

        assertThat(still.orElseThrow().lasts()).isZero();
    }

    @Test
    void aLogThatLacksNothingIsComplete() {
        see(LACKING, 0);
        see(LACKING.autopilot(true, 1, 100), 5);
        assertThat(still).isEmpty();

        see(LACKING, 10);
        assertThat(still.orElseThrow().lasts()).isZero();
    }

    @Test
    void aLeaderNeedsNobodyAndWithoutAutopilotNothingIsKnown() {
        see(LACKING, 0);
        see(LACKING.role(RaftState.LEADER), 5);
        assertThat(still).isEmpty();

        see(Observations.follower().stored(100), 10);
        assertThat(still).isEmpty();
    }

    @Test
    void whatWasToldEarlierIsNoNews() {
        see(LACKING, 0);
        var late = new Failure(Cause.TIMEOUT, "no answer within 900 ms");

        see(LACKING.self(late).toldBefore(Duration.ofSeconds(2)), 11);
        assertThat(still.orElseThrow().lasts()).isZero();

        // And who has told nothing for so long may have been restarted
        see(LACKING.self(late), 12);
        assertThat(still).isEmpty();
    }

    private void see(Observations seen, int seconds) {
        Instant at = NOW.plusSeconds(seconds);
        still = Standstill.after(still, seen.at(at).made(), seen.believed());
    }
}
