package dev.lictor.local.display;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.local.SidecarAnswer;
import dev.lictor.local.process.ProcessState;
import dev.lictor.testing.LocalExamples;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChangeLinesTest {
    @Test
    void tellsEachServerAtFirst() {
        assertThat(ChangeLines.changes(
                        List.of(),
                        List.of(
                                LocalExamples.ready(0, 0),
                                LocalExamples.ready(1, 0),
                                LocalExamples.notReady(2, "no leader is known"))))
                .containsExactly(
                        "consul-0 leads, 3 peers, ready",
                        "consul-1 is a follower of consul-0, 3 peers, ready",
                        "consul-2 not ready: no leader is known");
    }

    @Test
    void tellsOnlyWhatChanged() {
        var before = List.of(LocalExamples.ready(0, 0), LocalExamples.ready(1, 0));

        assertThat(ChangeLines.changes(before, List.of(LocalExamples.ready(0, 0), LocalExamples.stopped(1, 137))))
                .containsExactly("consul-1 stopped (killed by signal 9)");
        assertThat(ChangeLines.changes(before, before)).isEmpty();
    }

    @Test
    void whatIsNotKnownIsLeftOut() {
        var reported = new SidecarAnswer.Reported(
                false, "follower", "127.0.0.1:8300", "", "2", "", List.of("no leader is heard"));
        var alone = new SidecarAnswer.Reported(true, "leader", "127.0.0.1:8310", "1", "2", "", List.of());

        assertThat(ChangeLines.changes(
                        List.of(), List.of(LocalExamples.reported(0, reported), LocalExamples.reported(1, alone))))
                .containsExactly(
                        "consul-0 is a follower of consul-0, not ready: no leader is heard",
                        "consul-1 leads, 1 peer, ready");
    }

    @Test
    void reportsARestartAndAStartByHand() {
        var stopped = LocalExamples.after(0, new ProcessState.Stopped(137, Optional.of(Duration.ofMillis(4_700))));
        var later = LocalExamples.after(0, new ProcessState.Stopped(137, Optional.of(Duration.ofMillis(2_700))));

        assertThat(ChangeLines.changes(List.of(LocalExamples.ready(0, 0)), List.of(stopped)))
                .containsExactly("consul-0 stopped (killed by signal 9), starts again in 5 s");
        assertThat(ChangeLines.changes(List.of(stopped), List.of(later))).isEmpty();
        assertThat(ChangeLines.changes(
                        List.of(later), List.of(LocalExamples.after(0, new ProcessState.StartedByHand()))))
                .containsExactly("consul-0 leads, 3 peers, ready (started by hand)");
    }

    @Test
    void aFigureInAReasonIsNoChange() {
        var before = List.of(LocalExamples.notReady(0, "the leader was last heard 612.5 ms ago"));
        var now = List.of(LocalExamples.notReady(0, "the leader was last heard 912 ms ago"));

        assertThat(ChangeLines.changes(before, now)).isEmpty();
    }

    @Test
    void anotherReasonIsAChange() {
        assertThat(ChangeLines.changes(
                        List.of(LocalExamples.notReady(0, "no leader is known")),
                        List.of(LocalExamples.notReady(0, "not a voter", "no leader is known"))))
                .containsExactly("consul-0 not ready: not a voter; no leader is known");
    }

    @Test
    void anotherLeaderIsAChange() {
        assertThat(ChangeLines.changes(List.of(LocalExamples.ready(0, 1)), List.of(LocalExamples.ready(0, 2))))
                .containsExactly("consul-0 is a follower of 127.0.0.1:8320, 3 peers, ready");
    }
}
