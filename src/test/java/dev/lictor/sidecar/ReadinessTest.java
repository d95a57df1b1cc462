package dev.lictor.sidecar;

import static dev.lictor.sidecar.Observations.NOW;
import static dev.lictor.sidecar.Observations.OTHER;
import static dev.lictor.sidecar.Observations.OWN;
import static dev.lictor.sidecar.Observations.failed;
import static dev.lictor.sidecar.Observations.follower;
import static dev.lictor.sidecar.Observations.leads;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.lictor.consul.Answer;
import dev.lictor.consul.Failure;
import dev.lictor.consul.Failure.Cause;
import dev.lictor.consul.RaftServer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ReadinessTest {
    private static final Readiness.Limits LIMITS =
            new Readiness.Limits(Duration.ofSeconds(3), Duration.ofMillis(500), 1000);
    private static final Failure FORBIDDEN = new Failure(Cause.FORBIDDEN, "status 403: Permission denied");
    private static final Failure LATE = new Failure(Cause.TIMEOUT, "no answer within 900 ms");
    private static final Failure REFUSED = new Failure(Cause.REFUSED, "Connection refused");

    static Stream<Arguments> ready() {
        return Stream.of(
                arguments("a follower that hears its leader", follower(), RaftRole.FOLLOWER),
                arguments("the leader", leads(), RaftRole.LEADER),
                arguments("heard just in time", follower().lastContact(Duration.ofMillis(500)), RaftRole.FOLLOWER),
                arguments("as far behind as allowed", follower().lag(1000), RaftRole.FOLLOWER),
                arguments("whatever status/peers does", follower().peers(new Answer.Failed<>(LATE)), RaftRole.FOLLOWER),
                arguments(
                        "without operator:read",
                        follower().configuration(new Answer.Failed<>(FORBIDDEN)),
                        RaftRole.FOLLOWER),
                arguments("without agent:read", follower().self(FORBIDDEN), RaftRole.UNKNOWN),
                arguments(
                        "without any token",
                        follower().self(FORBIDDEN).configuration(new Answer.Failed<>(FORBIDDEN)),
                        RaftRole.UNKNOWN));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void ready(String what, Observations observation, RaftRole role) {
        var readiness = judged(observation);

        assertThat(readiness.reasons()).isEmpty();
        assertThat(readiness.ready()).isTrue();
        assertThat(readiness.role()).isEqualTo(role);
    }

    static Stream<Arguments> notReady() {
        return Stream.of(
                arguments("no leader", follower().leader(""), RaftRole.FOLLOWER, List.of("no leader is known")),
                arguments(
                        "a dead leader is still named",
                        follower().lastContact(Duration.ofMillis(1240)),
                        RaftRole.FOLLOWER,
                        List.of("no leader has been heard for 1.2 s, more than 500 ms")),
                arguments(
                        "just too long not heard",
                        follower().lastContact(Duration.ofMillis(501)),
                        RaftRole.FOLLOWER,
                        List.of("no leader has been heard for 501 ms, more than 500 ms")),
                arguments(
                        "before the first election",
                        follower().leader("").neverHeard().configuration(new Answer.Failed<>(LATE)),
                        RaftRole.FOLLOWER,
                        List.of(
                                "no leader is known",
                                "no leader has ever been heard",
                                "operator/raft/configuration: no answer within 900 ms")),
                arguments(
                        "a candidate",
                        follower().role("Candidate").leader("").lastContact(Duration.ofSeconds(2)),
                        RaftRole.CANDIDATE,
                        List.of(
                                "no leader is known",
                                "this server is a candidate: it has lost its leader",
                                "no leader has been heard for 2.0 s, more than 500 ms")),
                arguments(
                        "shutting down",
                        follower().role("Shutdown"),
                        RaftRole.UNKNOWN,
                        List.of("this server's Raft state is Shutdown")),
                arguments(
                        "named leader, but a follower",
                        follower().leader(OWN),
                        RaftRole.FOLLOWER,
                        List.of("status/leader names this server, 127.0.0.11:8300, which is a follower")),
                arguments(
                        "leads, but another is named",
                        leads().leader(OTHER),
                        RaftRole.LEADER,
                        List.of("this server leads, but status/leader names 127.0.0.10:8300")),
                arguments(
                        "not a voter yet",
                        follower()
                                .configuration(new RaftServer("id-0", OTHER, true), new RaftServer("id-1", OWN, false)),
                        RaftRole.NON_VOTER,
                        List.of("this server is in the Raft configuration, but does not vote yet")),
                arguments(
                        "removed from Raft",
                        follower().configuration(new RaftServer("id-0", OTHER, true)),
                        RaftRole.NON_VOTER,
                        List.of("this server is not in the Raft configuration")),
                arguments(
                        "a stale peer at the own address is another server",
                        follower().configuration(new RaftServer("id-9", OWN, true)),
                        RaftRole.NON_VOTER,
                        List.of("this server is not in the Raft configuration")),
                arguments(
                        "too far behind",
                        follower().lag(1001),
                        RaftRole.FOLLOWER,
                        List.of("1001 committed log entries are not applied, more than 1000")),
                arguments(
                        "agent/self blocks",
                        follower().self(LATE),
                        RaftRole.UNKNOWN,
                        List.of("agent/self: no answer within 900 ms")),
                arguments(
                        "the Raft configuration blocks",
                        follower().configuration(new Answer.Failed<>(LATE)),
                        RaftRole.FOLLOWER,
                        List.of("operator/raft/configuration: no answer within 900 ms")),
                arguments(
                        "a client agent",
                        follower().clientAgent(),
                        RaftRole.UNKNOWN,
                        List.of("this agent is a client, no server")),
                arguments(
                        "Consul is not there, said once",
                        failed(REFUSED),
                        RaftRole.UNKNOWN,
                        List.of("status/leader: Connection refused")),
                arguments(
                        "everything is forbidden, which status/leader never is by a lack of rights",
                        failed(FORBIDDEN),
                        RaftRole.UNKNOWN,
                        List.of("status/leader: status 403: Permission denied")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void notReady(String what, Observations observation, RaftRole role, List<String> reasons) {
        var readiness = judged(observation);

        assertThat(readiness.reasons()).extracting(Reason::words).containsExactlyElementsOf(reasons);
        assertThat(readiness.ready()).isFalse();
        assertThat(readiness.role()).isEqualTo(role);
    }

    @Test
    void beforeTheFirstPollNothingIsKnown() {
        var readiness = Readiness.of(Optional.empty(), NOW, LIMITS);

        assertThat(readiness.ready()).isFalse();
        assertThat(readiness.reasons()).extracting(Reason::words).containsExactly("Consul has not been asked yet");
    }

    @Test
    void anOldObservationIsUnknownWhateverItSaw() {
        var observation = Optional.of(follower().made());

        assertThat(Readiness.of(observation, NOW.plusSeconds(3), LIMITS).ready())
                .isTrue();
        var old = Readiness.of(observation, NOW.plusMillis(3001), LIMITS);
        assertThat(old.role()).isEqualTo(RaftRole.UNKNOWN);
        assertThat(old.reasons())
                .extracting(Reason::words)
                .containsExactly("the last observation is 3.0 s old, more than 3.0 s");
    }

    @Test
    void whatATokenWouldTellIsSaid() {
        var readiness = judged(follower().self(FORBIDDEN).configuration(new Answer.Failed<>(FORBIDDEN)));

        assertThat(readiness.unchecked())
                .extracting(Reason::words)
                .containsExactly(
                        "whether the leader was heard recently: a token with agent:read would tell (status 403: Permission denied)",
                        "whether the log is applied: a token with agent:read would tell (status 403: Permission denied)",
                        "whether this server votes: a token with agent:read would tell (status 403: Permission denied)");
    }

    @Test
    void agentReadAloneTellsWhetherTheServerVotes() {
        var readiness = judged(follower().configuration(new Answer.Failed<>(FORBIDDEN)));

        assertThat(readiness.unchecked()).isEmpty();
        assertThat(follower()
                        .configuration(new Answer.Failed<>(FORBIDDEN))
                        .made()
                        .voter())
                .contains(true);
    }

    private static Readiness judged(Observations observation) {
        return Readiness.of(Optional.of(observation.made()), NOW.plusMillis(300), LIMITS);
    }
}
