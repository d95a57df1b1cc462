package dev.lictor.sidecar.reconcile;

import static dev.lictor.sidecar.reconcile.MountedExamples.RULES;
import static dev.lictor.sidecar.reconcile.MountedExamples.and;
import static dev.lictor.sidecar.reconcile.MountedExamples.members;
import static dev.lictor.testing.Observations.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.consul.ConsulResult;
import dev.lictor.consul.Member;
import dev.lictor.sidecar.observe.Observation;
import dev.lictor.testing.Observations;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When a server is joined to its peers, and when not. */
class IsolatedServerTest {
    private static final Observation LEADERLESS =
            Observations.follower().leader(new ConsulResult.Seen<>("")).made();
    private static final Observation LED = Observations.follower().made();
    private static final MountedTls NO_MOUNT = new MountedTls.Broken("not asked for");

    @Test
    void aServerThatSeesNobodyButItselfIsJoinedToAllItsPeersAfterAWhile() {
        assertThat(due(LEADERLESS, members("consul-1"), Duration.ofSeconds(5)))
                .contains(new Action.Join(
                        List.of("consul-0.consul.svc", "consul-2.consul.svc"),
                        "this server saw 1 of 3 servers in gossip"));
    }

    @Test
    void oneThatHasJustStartedFindsItsPeersByItself() {
        assertThat(due(LEADERLESS, members("consul-1"), Duration.ofMillis(4_900)))
                .isEmpty();
    }

    @Test
    void aServerThatIsAloneIsJoinedEvenIfRaftStillReachesALeader() {
        assertThat(due(LED, members("consul-1"), Duration.ofSeconds(5))).isPresent();
    }

    @Test
    void aHalfWithoutALeaderIsJoinedToThoseThatItDoesNotSee() {
        assertThat(due(LEADERLESS, members("consul-0", "consul-1"), Duration.ofSeconds(5)))
                .contains(new Action.Join(List.of("consul-2.consul.svc"), "this server saw 2 of 3 servers in gossip"));
    }

    @Test
    void aServerThatHasALeaderAndSeesPeersIsLeftAlone() {
        assertThat(due(LED, members("consul-0", "consul-1"), Duration.ofHours(1)))
                .isEmpty();
    }

    @Test
    void aServerThatLostItsQuorumIsNotIsolated() {
        var failed = MountedExamples.member(
                "consul-2", MountedExamples.FAILED, Optional.of(new Member.Server("id-2", "10.0.0.12:8300")));

        assertThat(due(LEADERLESS, and(members("consul-0", "consul-1"), failed), Duration.ofHours(1)))
                .isEmpty();
    }

    @Test
    void aClientAgentIsNoPeer() {
        var client = MountedExamples.member("worker-7", MountedExamples.ALIVE, Optional.empty());

        assertThat(due(LEADERLESS, and(members("consul-1"), client), Duration.ofSeconds(5)))
                .isPresent();
    }

    @Test
    void aTokenThatMayNotSeeTheGossipPoolSeesNoIsolatedServer() {
        assertThat(due(LEADERLESS, members(), Duration.ofHours(1))).isEmpty();
    }

    @Test
    void aClusterOfOneServerHasNoPeers() {
        var alone = new ActionSettings(List.of("consul-0.consul.svc"), true, true);

        assertThat(due(alone, LEADERLESS, members("consul-0"), Duration.ofHours(1)))
                .isEmpty();
    }

    @Test
    void itsOwnAddressIsLeftOutInWhateverForm() {
        var rules = new ActionSettings(
                List.of("10.0.0.11:8301", "10.0.0.12:8301", "consul-1:8301", "consul-1"), true, true);

        assertThat(due(rules, LEADERLESS, members("consul-1"), Duration.ofSeconds(5)))
                .hasValueSatisfying(
                        action -> assertThat(((Action.Join) action).addresses()).containsExactly("10.0.0.12:8301"));
    }

    @Test
    void anotherServersNameThatBeginsLikeItsOwnIsNotTakenForIt() {
        var rules = new ActionSettings(List.of("consul-1.consul.svc", "consul-10.consul.svc"), true, true);

        assertThat(due(rules, LEADERLESS, members("consul-1"), Duration.ofSeconds(5)))
                .hasValueSatisfying(action ->
                        assertThat(((Action.Join) action).addresses()).containsExactly("consul-10.consul.svc"));
    }

    @Test
    void thereIsAPauseBetweenAttempts() {
        var tried = longIsolated(RULES, LEADERLESS, members("consul-1"), Duration.ofSeconds(5))
                .after(new ActionResult.NotJoined("connection refused"), NOW.plusSeconds(6));

        assertThat(ActionPlanner.due(context(LEADERLESS, members("consul-1"), NOW.plusSeconds(15)), tried, RULES))
                .isEmpty();
        assertThat(ActionPlanner.due(context(LEADERLESS, members("consul-1"), NOW.plusSeconds(16)), tried, RULES))
                .isPresent();
    }

    @Test
    void aServerThatWasJoinedIsNotIsolatedAnyMore() {
        var longIsolated = longIsolated(RULES, LEADERLESS, members("consul-1"), Duration.ofSeconds(5));
        var all = context(LED, members("consul-0", "consul-1", "consul-2"), NOW.plusSeconds(6));

        var together = longIsolated.observed(ActionPlanner.isIsolated(all, RULES), NO_MOUNT, all.now());

        assertThat(together.isolatedSince()).isEmpty();
        assertThat(together.actionCounters().isolated()).isEqualTo(1);
        assertThat(ActionPlanner.due(all, together, RULES)).isEmpty();
    }

    @Test
    void anIsolatedServerIsCountedOnceHoweverLongItIsIsolated() {
        var longIsolated = longIsolated(RULES, LEADERLESS, members("consul-1"), Duration.ofSeconds(5));

        assertThat(longIsolated
                        .observed(true, NO_MOUNT, NOW.plusSeconds(60))
                        .actionCounters()
                        .isolated())
                .isEqualTo(1);
    }

    @Test
    void theSettingSwitchesJoiningOffAndTheIsolatedServerIsStillCounted() {
        var off = new ActionSettings(MountedExamples.PEERS, false, true);

        assertThat(due(off, LEADERLESS, members("consul-1"), Duration.ofHours(1)))
                .isEmpty();
        assertThat(longIsolated(off, LEADERLESS, members("consul-1"), Duration.ofHours(1))
                        .actionCounters()
                        .isolated())
                .isEqualTo(1);
    }

    private static Optional<Action> due(Observation observation, List<Member> members, Duration alone) {
        return due(RULES, observation, members, alone);
    }

    private static Optional<Action> due(
            ActionSettings rules, Observation observation, List<Member> members, Duration alone) {
        return ActionPlanner.due(
                context(observation, members, NOW.plus(alone)),
                longIsolated(rules, observation, members, alone),
                rules);
    }

    /** What is remembered by one that has seen the same for a while. */
    private static ReconcileState longIsolated(
            ActionSettings rules, Observation observation, List<Member> members, Duration alone) {
        var isolated = ActionPlanner.isIsolated(context(observation, members, NOW), rules);
        return ReconcileState.NOTHING.observed(isolated, NO_MOUNT, NOW).observed(isolated, NO_MOUNT, NOW.plus(alone));
    }

    private static ActionPlanner.ActionContext context(Observation observation, List<Member> members, Instant now) {
        return new ActionPlanner.ActionContext(observation, members, NO_MOUNT, true, now);
    }
}
