package dev.lictor.sidecar.readiness;

import static dev.lictor.testing.Observations.NOW;
import static dev.lictor.testing.Observations.OTHER;
import static dev.lictor.testing.Observations.OWN;
import static dev.lictor.testing.Observations.THIRD;
import static dev.lictor.testing.Observations.failed;
import static dev.lictor.testing.Observations.follower;
import static dev.lictor.testing.Observations.leads;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.lictor.consul.ConsulError;
import dev.lictor.consul.ConsulError.Cause;
import dev.lictor.consul.ConsulResult.Failed;
import dev.lictor.consul.RaftServer;
import dev.lictor.sidecar.observe.RaftRole;
import dev.lictor.sidecar.observe.SlowObservation;
import dev.lictor.sidecar.readiness.Reason.Rule;
import dev.lictor.testing.Observations;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ReadinessTest {
    private static final Readiness.Limits LIMITS =
            new Readiness.Limits(Duration.ofSeconds(3), Duration.ofMillis(500), 1000);
    private static final ConsulError FORBIDDEN = new ConsulError(Cause.FORBIDDEN, "status 403: Permission denied");
    private static final ConsulError LATE = new ConsulError(Cause.TIMEOUT, "no answer within 900 ms");
    private static final ConsulError CUT = new ConsulError(Cause.NETWORK, "Connection was closed");
    private static final ConsulError REFUSED = new ConsulError(Cause.REFUSED, "Connection refused");

    static Stream<Arguments> ready() {
        return Stream.of(
                arguments("a follower that hears its leader", follower(), RaftRole.FOLLOWER),
                arguments("the leader", leads(), RaftRole.LEADER),
                arguments("heard just in time", follower().lastContact(Duration.ofMillis(500)), RaftRole.FOLLOWER),
                arguments("as far behind as allowed", follower().lag(1000), RaftRole.FOLLOWER),
                arguments(
                        "as far behind the leader as allowed", follower().autopilot(true, 1, 1100), RaftRole.FOLLOWER),
                arguments("whatever status/peers does", follower().peers(new Failed<>(LATE)), RaftRole.FOLLOWER),
                arguments("agent/self alone tells", follower().contact(new Failed<>(LATE)), RaftRole.FOLLOWER),
                arguments(
                        "agent/self blocks, but told a while ago",
                        follower().self(LATE).toldBefore(Duration.ofSeconds(3)),
                        RaftRole.FOLLOWER),
                arguments(
                        "the leader's agent/self blocks",
                        leads().self(LATE).toldBefore(Duration.ofSeconds(3)),
                        RaftRole.LEADER),
                arguments(
                        "agent/self prints no configuration, but it is told if asked",
                        follower().configuration().inspectedConfiguration(new RaftServer("id-1", OWN, true)),
                        RaftRole.FOLLOWER),
                arguments("without agent:read", follower().self(FORBIDDEN), RaftRole.UNKNOWN),
                arguments(
                        "without any right",
                        follower().self(FORBIDDEN).contact(new Failed<>(FORBIDDEN)),
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
                        follower().leader("").neverHeard().configuration(),
                        RaftRole.FOLLOWER,
                        List.of(
                                "no leader is known",
                                "no leader has ever been heard",
                                "no Raft configuration is known")),
                arguments(
                        "a dead leader is still named, and agent/self blocks",
                        follower()
                                .lastContact(Duration.ofMillis(1240))
                                .self(LATE)
                                .toldBefore(Duration.ofSeconds(1)),
                        RaftRole.FOLLOWER,
                        List.of("no leader has been heard for 1.2 s, more than 500 ms")),
                arguments(
                        "what agent/self told before is the most that is known, and ages",
                        follower().contact(new Failed<>(LATE)).self(LATE).toldBefore(Duration.ofMillis(476)),
                        RaftRole.FOLLOWER,
                        List.of("no leader has been heard for 501 ms, more than 500 ms")),
                arguments(
                        "a dead leader is still named, and a token is missing",
                        follower().lastContact(Duration.ofMillis(1240)).self(FORBIDDEN),
                        RaftRole.UNKNOWN,
                        List.of("no leader has been heard for 1.2 s, more than 500 ms")),
                arguments(
                        "when the leader was heard is not told, and a token is missing",
                        follower().contact(new Failed<>(LATE)).self(FORBIDDEN),
                        RaftRole.UNKNOWN,
                        List.of("health/node: no answer within 900 ms")),
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
                        "came back at another address, and has the configuration of before",
                        follower().address("127.0.0.99:8300"),
                        RaftRole.FOLLOWER,
                        List.of(
                                "the Raft configuration has this server at 127.0.0.11:8300, and it is at 127.0.0.99:8300 now")),
                arguments(
                        "elected at another address than the configuration has",
                        leads().address("127.0.0.99:8300").leader("127.0.0.99:8300"),
                        RaftRole.LEADER,
                        List.of(
                                "this server leads, but status/leader names 127.0.0.99:8300",
                                "the Raft configuration has this server at 127.0.0.11:8300, and it is at 127.0.0.99:8300 now")),
                arguments(
                        "just back, hears its leader and has nothing of it",
                        follower().lastTerm(6),
                        RaftRole.FOLLOWER,
                        List.of("this server's log ends in term 6, and it has nothing of the leader of term 7 yet")),
                arguments(
                        "too far behind",
                        follower().lag(1001),
                        RaftRole.FOLLOWER,
                        List.of("1001 log entries of the leader are not applied, more than 1000")),
                arguments(
                        "just back, and knows of little that it lacks",
                        follower().autopilot(true, 1, 5100),
                        RaftRole.FOLLOWER,
                        List.of("5000 log entries of the leader are not applied, more than 1000")),
                arguments(
                        "agent/self blocks",
                        follower().self(LATE),
                        RaftRole.UNKNOWN,
                        List.of("agent/self: no answer within 900 ms")),
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
                        "Consul has just gone, and cut one connection before it refused the next",
                        failed(REFUSED).self(CUT),
                        RaftRole.UNKNOWN,
                        List.of("status/leader: Connection refused")),
                arguments(
                        "Consul is not there for one, and late for the other",
                        failed(REFUSED).self(LATE),
                        RaftRole.UNKNOWN,
                        List.of("status/leader: Connection refused", "agent/self: no answer within 900 ms")),
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
        var readiness = Readiness.of(
                Optional.empty(), SlowObservation.Fresh.NOTHING, Optional.empty(), Optional.empty(), NOW, LIMITS);

        assertThat(readiness.ready()).isFalse();
        assertThat(readiness.reasons()).extracting(Reason::words).containsExactly("Consul has not been asked yet");
    }

    @Test
    void anOldObservationIsUnknownWhateverItSaw() {
        assertThat(follower().judged(NOW.plusSeconds(3)).ready()).isTrue();
        var old = follower().judged(NOW.plusMillis(3001));
        assertThat(old.role()).isEqualTo(RaftRole.UNKNOWN);
        assertThat(old.reasons())
                .extracting(Reason::words)
                .containsExactly("the last observation is 3.0 s old, more than 3.0 s");
    }

    @Test
    void whatATokenWouldTellIsSaid() {
        assertThat(judged(follower().self(FORBIDDEN)).unchecked())
                .extracting(Reason::words)
                .containsExactly("role, log and vote: needs a token with agent:read (status 403: Permission denied)");
        assertThat(judged(follower().self(FORBIDDEN).contact(new Failed<>(FORBIDDEN)))
                        .unchecked())
                .extracting(Reason::words)
                .containsExactly(
                        "role, log and vote: needs a token with agent:read (status 403: Permission denied)",
                        "whether the leader was heard recently: needs a token with agent:read (status 403: Permission denied)");
    }

    @Test
    void whetherALogStandsStillIsUncheckedWithoutWhatTheLeaderHas() {
        assertThat(judged(follower().hidden()).unchecked())
                .containsExactly(new Reason(
                        Rule.LOG_STORED,
                        "whether its log stands still, as on a full disk: needs a token with operator:read"));
        assertThat(judged(follower().hidden()).ready()).isTrue();
        assertThat(judged(leads().hidden()).unchecked()).isEmpty();
        assertThat(judged(follower()).results()).containsEntry(Rule.LOG_STORED, RuleResult.UNKNOWN);
        assertThat(judged(follower().leader(THIRD).autopilot(true, 1, 103)).results())
                .as("of an earlier leader")
                .containsEntry(Rule.LOG_STORED, RuleResult.UNKNOWN);
        assertThat(judged(follower().autopilot(true, 1, 100)).passes(Rule.LOG_STORED))
                .isTrue();
    }

    @Test
    void aServerThatIsNotReadyHasAReasonForEachRuleThatIsUntold() {
        assertThat(Stream.of(notReady(), ready())
                        .flatMap(cases -> cases)
                        .map(arguments -> judged(
                                Objects.requireNonNull((Observations) arguments.get()[1])))
                        .filter(readiness -> readiness.results().entrySet().stream()
                                .anyMatch(rule -> rule.getKey() != Rule.LOG_STORED
                                        && rule.getValue().equals(RuleResult.UNKNOWN))))
                .isNotEmpty()
                .allMatch(readiness ->
                        !readiness.reasons().isEmpty() || !readiness.unchecked().isEmpty());
    }

    private static Readiness judged(Observations observation) {
        return observation.judged(NOW.plusMillis(300));
    }
}
