package dev.lictor.sidecar.observe;

import static dev.lictor.testing.Observations.NOW;
import static dev.lictor.testing.Observations.told;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.consul.ConsulError;
import dev.lictor.consul.ConsulError.Cause;
import dev.lictor.consul.RaftState;
import dev.lictor.testing.Observations;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When a log stands still that should go on. */
class StalledReplicationTest {
    private static final Observations LACKING =
            Observations.follower().stored(100).autopilot(true, 1, 103);

    private Optional<StalledReplication> still = Optional.empty();

    @Test
    void aLogThatLacksWhatTheLeaderHasStandsStillSinceThatIsKnown() {
        see(LACKING, 0);
        see(LACKING.autopilot(true, 1, 180), 9);
        assertThat(still).contains(new StalledReplication(7, 100, 103, NOW, NOW.plusSeconds(9)));
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

    /** A little room on a full disk takes an entry or two. */
    @Test
    void oneThatHasLastedTooLongEndsOnlyWithWhatWasLacking() {
        see(LACKING, 0);
        see(LACKING, 10);
        see(LACKING.stored(101).autopilot(true, 1, 180), 50);
        assertThat(still).contains(new StalledReplication(7, 101, 103, NOW, NOW.plusSeconds(50)));
        assertThat(still.orElseThrow().tooLong()).isTrue();

        see(LACKING.stored(103).autopilot(true, 1, 180), 51);
        assertThat(still).contains(new StalledReplication(7, 103, 180, NOW.plusSeconds(51), NOW.plusSeconds(51)));
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

    /** A leader that is gone may have had entries that were never committed: nobody wants them any more. */
    @Test
    void whatALeaderOfBeforeHadIsNotLacking() {
        var elected = Observations.follower()
                .stored(101)
                .lastTerm(8)
                .term(8)
                .leader(Observations.THIRD)
                .autopilot(true, 1, 103);
        see(elected, 0);
        see(elected, 10);
        assertThat(still).isEmpty();

        see(elected.autopilot(true, 1, told("2", true, Duration.ZERO, 102)), 11);
        assertThat(still).contains(new StalledReplication(8, 101, 102, NOW.plusSeconds(11), NOW.plusSeconds(11)));
    }

    /** Neither is a log to blame for the time in which nobody led. */
    @Test
    void underAnotherLeaderTheTimeBeginsAnew() {
        see(LACKING, 0);
        var elected = LACKING.term(8).autopilot(true, 1, 104);
        see(elected, 10);
        assertThat(still).contains(new StalledReplication(8, 100, 104, NOW.plusSeconds(10), NOW.plusSeconds(10)));

        see(elected, 20);
        assertThat(still.orElseThrow().tooLong()).isTrue();
    }

    @Test
    void withoutALeaderNothingIsKnown() {
        see(LACKING, 0);
        see(LACKING.leader(""), 10);

        assertThat(still).isEmpty();
    }

    @Test
    void whatWasToldEarlierIsNoNews() {
        see(LACKING, 0);
        var late = new ConsulError(Cause.TIMEOUT, "no answer within 900 ms");

        see(LACKING.self(late).toldBefore(Duration.ofSeconds(2)), 11);
        assertThat(still.orElseThrow().lasts()).isZero();

        // And who has told nothing for so long may have been restarted
        see(LACKING.self(late), 12);
        assertThat(still).isEmpty();
    }

    private void see(Observations seen, int seconds) {
        Instant at = NOW.plusSeconds(seconds);
        still = StalledReplication.after(still, seen.at(at).made(), seen.fresh());
    }
}
