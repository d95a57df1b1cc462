package dev.lictor.sidecar;

import static dev.lictor.sidecar.Observations.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.config.SettingsSource;
import dev.lictor.consul.Agent;
import dev.lictor.consul.Answer;
import dev.lictor.consul.ConsulApi;
import dev.lictor.consul.Failure;
import dev.lictor.consul.Failure.Cause;
import dev.lictor.consul.RaftServer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class WatchTest {
    private Instant now = NOW;
    private final List<String> log = new ArrayList<>();
    private final Scripted consul = new Scripted();
    private final Watch watch = new Watch(
            new Observer(consul, () -> CertificateExpiry.UNKNOWN, () -> now),
            SidecarSpec.of(SettingsSource.environmentOnly(Map.of()).read()),
            () -> now,
            log::add);

    @Test
    void nothingIsKnownBeforeTheFirstPollAndYetTheSidecarLives() {
        var picture = watch.picture();

        assertThat(picture.last()).isEmpty();
        assertThat(picture.readiness().ready()).isFalse();
        assertThat(picture.alive()).isTrue();
    }

    @Test
    void aPollIsSeenByReadersWhole() {
        consul.says(Observations.follower());
        watch.poll();

        assertThat(watch.picture().readiness().ready()).isTrue();
        assertThat(watch.picture().tally().polls()).isEqualTo(1);
    }

    @Test
    void aFailureIsObservedAndCountedOncePerPollAndCause() {
        consul.says(Observations.failed(new Failure(Cause.REFUSED, "Connection refused")));
        watch.poll();
        watch.poll();

        assertThat(watch.picture().tally().polls()).isEqualTo(2);
        assertThat(watch.picture().tally().failures())
                .containsEntry(Cause.REFUSED, 2L)
                .containsEntry(Cause.TIMEOUT, 0L);
        assertThat(watch.picture().alive()).isTrue();
    }

    @Test
    void aPollThatStillGoesOnIsNotJoinedByAnother() {
        var held = new CompletableFuture<Answer<String>>();
        consul.says(Observations.follower());
        consul.leader = held;
        watch.poll();
        watch.poll();
        assertThat(watch.picture().last()).isEmpty();

        held.complete(new Answer.Seen<>(Observations.OTHER));

        assertThat(watch.picture().tally().polls()).isEqualTo(1);
        watch.poll();
        assertThat(watch.picture().tally().polls()).isEqualTo(2);
    }

    @Test
    void aLoopThatStandsStillIsFirstNotReadyAndThenNotAlive() {
        consul.says(Observations.follower());
        watch.poll();

        now = NOW.plusSeconds(4);
        assertThat(watch.picture().readiness().ready()).isFalse();
        assertThat(watch.picture().believed()).isEmpty();
        assertThat(watch.picture().alive()).isTrue();

        now = NOW.plus(Duration.ofMillis(10_901));
        assertThat(watch.picture().alive()).isFalse();
    }

    @Test
    void onlyChangesAreLogged() {
        consul.says(Observations.follower());
        watch.poll();
        watch.poll();
        consul.says(Observations.follower().lastContact(Duration.ofMillis(900)));
        watch.poll();
        consul.says(Observations.follower().lastContact(Duration.ofMillis(1900)));
        watch.poll();
        consul.says(Observations.follower().role("Candidate").leader("").lastContact(Duration.ofMillis(2900)));
        watch.poll();
        consul.says(Observations.leads());
        watch.poll();

        assertThat(log)
                .containsExactly(
                        "the leader is 127.0.0.10:8300",
                        "ready as follower",
                        "not ready: no leader has been heard for 900 ms, more than 500 ms",
                        "no leader is known any more",
                        "not ready: no leader is known; this server is a candidate: it has lost its leader; no leader has been heard for 2.9 s, more than 500 ms",
                        "the leader is 127.0.0.11:8300",
                        "ready as leader");
    }

    @Test
    void whatCannotBeCheckedIsLoggedOnce() {
        consul.says(Observations.follower()
                .configuration(new Answer.Failed<>(new Failure(Cause.FORBIDDEN, "status 403: ACL not found")))
                .self(new Failure(Cause.FORBIDDEN, "status 403: ACL not found")));
        watch.poll();
        watch.poll();

        assertThat(log).hasSize(3).last().asString().startsWith("not checked: whether the leader was heard recently");
    }

    /** Answers at once, as an observation has it. */
    private static final class Scripted implements ConsulApi {
        private Observation observation = Observations.follower().made();
        private CompletionStage<Answer<String>> leader = CompletableFuture.completedStage(observation.leader());

        void says(Observations observations) {
            observation = observations.made();
            leader = CompletableFuture.completedStage(observation.leader());
        }

        @Override
        public CompletionStage<Answer<String>> leader() {
            return leader;
        }

        @Override
        public CompletionStage<Answer<List<String>>> peers() {
            return CompletableFuture.completedStage(observation.peers());
        }

        @Override
        public CompletionStage<Answer<Agent>> self() {
            return CompletableFuture.completedStage(observation.self());
        }

        @Override
        public CompletionStage<Answer<List<RaftServer>>> raftConfiguration() {
            return CompletableFuture.completedStage(observation.configuration());
        }
    }
}
