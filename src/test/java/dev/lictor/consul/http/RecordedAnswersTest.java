package dev.lictor.consul.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.consul.ConsulApi;
import dev.lictor.consul.ConsulError;
import dev.lictor.consul.ConsulError.Cause;
import dev.lictor.consul.ConsulResult;
import dev.lictor.consul.GossipRing;
import dev.lictor.consul.LeaderContact;
import dev.lictor.consul.Member;
import dev.lictor.consul.RaftServer;
import dev.lictor.consul.RaftState;
import dev.lictor.testing.FakeConsul;
import dev.lictor.testing.FakeConsul.Played;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What real servers of the oldest and the newest version answered, in every state that was recorded. */
class RecordedAnswersTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static final ConsulError NO_LEADER = new ConsulError(Cause.STATUS, "status 500: No cluster leader");

    private final FakeConsul server = new FakeConsul();
    private final ConsulApi consul = new ConsulHttpApi(
            VERTX, new ConsulEndpoint(server.url("http"), Path.of("none"), Optional.empty(), Duration.ofSeconds(60)));

    @AfterEach
    void stop() {
        server.close();
    }

    @AfterAll
    static void end() {
        VERTX.close();
    }

    @ParameterizedTest
    @CsvSource({
        "1.7.2, plain-leader-up, Leader, 3, 2, 11, true",
        "1.7.2, plain-after-reelection, Leader, 3, 4, 13, true",
        "1.7.2, plain-after-leave, Leader, 2, 10, 22, true",
        "1.7.2, follower, Follower, 3, 2, 11, true",
        "1.7.2, plain-no-leader, Candidate, 3, 5, 14, false",
        "1.22.7, plain-leader-up, Leader, 3, 2, 21, true",
        "1.22.7, plain-after-reelection, Leader, 3, 3, 25, true",
        "1.22.7, plain-after-leave, Leader, 2, 4, 47, true",
        "1.22.7, follower, Follower, 3, 2, 23, true",
        "1.22.7, plain-no-leader, Candidate, 2, 3, 31, false",
    })
    void withoutAclsEverythingIsAnswered(
            String version, String state, String role, int servers, long term, long index, boolean leaderKnown) {
        server.play(version, state);

        var agent = seen(consul.self());
        var raft = agent.raft().orElseThrow();
        assertThat(agent.version()).isEqualTo(version);
        assertThat(raft.role()).isEqualTo(role);
        assertThat(raft.term()).isEqualTo(term);
        if (leaderKnown) {
            assertThat(raft.lastTerm()).isEqualTo(term);
        } else {
            assertThat(raft.lastTerm()).isPositive().isLessThanOrEqualTo(term);
        }
        assertThat(raft.commitIndex()).isEqualTo(index);
        assertThat(raft.appliedIndex()).isEqualTo(index);
        assertThat(raft.lastContact()).isPresent();
        assertThat(raft.lastContact().orElseThrow().isZero()).isEqualTo(role.equals("Leader"));
        assertThat(!seen(consul.leader()).isEmpty()).isEqualTo(leaderKnown);
        assertThat(raft.leader()).isEqualTo(seen(consul.leader()));
        assertThat(seen(consul.peers()))
                .hasSize(servers)
                .containsExactlyInAnyOrderElementsOf(
                        raft.configuration().stream().map(RaftServer::address).toList());
        assertThat(seen(consul.raftConfiguration()))
                .hasSize(servers)
                .allMatch(RaftServer::voter)
                .anyMatch(server -> server.id().equals(agent.id())
                        && server.address().equals(agent.address().orElseThrow()))
                .containsExactlyInAnyOrderElementsOf(raft.configuration());
    }

    @ParameterizedTest
    @CsvSource({"1.7.2", "1.22.7"})
    void beforeTheFirstElectionThereIsNoLeader(String version) {
        server.play(version, "never-bootstrapped-1of3");

        var raft = seen(consul.self()).raft().orElseThrow();
        assertThat(raft.role()).isEqualTo("Follower");
        assertThat(raft.leader()).isEmpty();
        assertThat(raft.lastContact()).isEmpty();
        assertThat(raft.configuration()).isEmpty();
        assertThat(seen(consul.leader())).isEmpty();
        assertThat(seen(consul.peers())).isEmpty();
        assertThat(failure(consul.raftConfiguration())).isEqualTo(NO_LEADER);
        assertThat(failure(consul.leaderContact())).isEqualTo(NO_LEADER);
        assertThat(failure(consul.autopilot())).isEqualTo(NO_LEADER);
    }

    @ParameterizedTest
    @CsvSource({
        "1.7.2, acl-anonymous, false, false",
        "1.7.2, acl-bogus, false, false",
        "1.7.2, acl-operator-read, false, true",
        "1.7.2, acl-agent-read, true, false",
        "1.22.7, acl-anonymous, false, false",
        "1.22.7, acl-bogus, false, false",
        "1.22.7, acl-operator-read, false, true",
        "1.22.7, acl-agent-read, true, false",
    })
    void aTokenAllowsOnlyItsRules(String version, String state, boolean agentRead, boolean operatorRead) {
        server.play(version, state);

        assertThat(seen(consul.leader())).isNotEmpty();
        assertThat(seen(consul.peers())).hasSize(3);
        assertThat(forbidden(consul.self())).isEqualTo(!agentRead);
        assertThat(forbidden(consul.raftConfiguration())).isEqualTo(!operatorRead);
        assertThat(forbidden(consul.autopilot())).isEqualTo(!operatorRead);
        assertThat(answer(consul.gossipRing()).failure()).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        // alive, autopilot's opinion, failure tolerance, whether it lists a leader
        "1.7.2, plain-leader-up, 3, true, 1, true",
        "1.7.2, plain-after-reelection, 3, false, 0, false",
        "1.22.7, plain-leader-up, 3, true, 1, true",
        "1.22.7, plain-after-reelection, 3, true, 1, true",
        "1.22.7, plain-no-leader, 2, true, 0, true",
    })
    void gossipAndAutopilotMayStillCallADeadServerAlive(
            String version, String state, int alive, boolean healthy, int tolerance, boolean leaderListed) {
        server.play(version, state);

        var members = seen(consul.members()).members();
        assertThat(members).hasSize(3).allMatch(member -> member.server().isPresent());
        assertThat(members.stream().filter(Member::alive)).hasSize(alive);
        var autopilot = seen(consul.autopilot());
        assertThat(autopilot.healthy()).isEqualTo(healthy);
        assertThat(autopilot.failureTolerance()).isEqualTo(tolerance);
        assertThat(autopilot.leaderIndex().isPresent()).isEqualTo(leaderListed);
    }

    @ParameterizedTest
    @CsvSource({"1.7.2", "1.22.7"})
    void membersHaveTheIdAndAddressOfTheRaftConfiguration(String version) {
        server.play(version, "follower");

        assertThat(seen(consul.members()).members().stream().map(Member::server).flatMap(Optional::stream))
                .containsExactlyInAnyOrderElementsOf(seen(consul.raftConfiguration()).stream()
                        .map(peer -> new Member.Server(peer.id(), peer.address()))
                        .toList());
    }

    @Test
    void anIpv6AddressHasTheFormOfTheRaftConfiguration() {
        server.play("/v1/agent/members", new Played(200, """
                [{"Name": "a", "Addr": "fd00::5", "Port": 8301, "Status": 1,
                  "Tags": {"role": "consul", "id": "b", "port": "8300", "dc": "dc1"}}]"""));

        assertThat(seen(consul.members()).members())
                .containsExactly(new Member(
                        "a", "[fd00::5]:8301", "dc1", 1, Optional.of(new Member.Server("b", "[fd00::5]:8300"))));
    }

    @ParameterizedTest
    @CsvSource({"1.7.2", "1.22.7"})
    void onlyTheNumbersOfHoldersOfGossipKeysAreKept(String version) {
        server.play(version, "follower");

        assertThat(seen(consul.gossipRing())).isEqualTo(new GossipRing(3, List.of(3)));
    }

    @ParameterizedTest
    @CsvSource({
        "1.7.2, plain-leader-up, true, true",
        "1.7.2, follower, true, false",
        "1.7.2, plain-no-leader, false, false",
        "1.7.2, acl-anonymous, true, false",
        "1.7.2, acl-bogus, , ",
        "1.22.7, plain-leader-up, true, true",
        "1.22.7, follower, true, false",
        "1.22.7, plain-no-leader, false, false",
        "1.22.7, acl-anonymous, true, false",
        "1.22.7, acl-bogus, , ",
    })
    void leaderContactNeedsNoToken(String version, String state, @Nullable Boolean known, @Nullable Boolean leads) {
        server.play(version, state);

        var contact = answer(consul.leaderContact());
        assertThat(contact.seen().map(LeaderContact::known)).isEqualTo(Optional.ofNullable(known));
        assertThat(contact.seen().map(LeaderContact::ago).map(Duration::isZero)).isEqualTo(Optional.ofNullable(leads));
    }

    @Test
    void aRefusalHasConsulsWords() {
        server.play("1.22.7", "acl-bogus");

        assertThat(failure(consul.self())).isEqualTo(new ConsulError(Cause.FORBIDDEN, "status 403: ACL not found"));
    }

    @Test
    void lastContactIsADuration() {
        server.play("1.22.7", "plain-no-leader");

        assertThat(seen(consul.self()).raft().flatMap(RaftState::lastContact).orElseThrow())
                .isEqualTo(Duration.ofNanos(1236645867L));
    }

    private static boolean forbidden(CompletionStage<? extends ConsulResult<?>> stage) {
        return answer(stage).failure().filter(ConsulError::forbidden).isPresent();
    }

    private static <T> T seen(CompletionStage<ConsulResult<T>> stage) {
        return answer(stage).seen().orElseThrow();
    }

    private static ConsulError failure(CompletionStage<? extends ConsulResult<?>> stage) {
        return answer(stage).failure().orElseThrow();
    }

    static <A extends ConsulResult<?>> A answer(CompletionStage<A> stage) {
        return stage.toCompletableFuture().orTimeout(120, TimeUnit.SECONDS).join();
    }
}
