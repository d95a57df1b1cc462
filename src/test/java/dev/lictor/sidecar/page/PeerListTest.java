package dev.lictor.sidecar.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.consul.ConsulError;
import dev.lictor.consul.ConsulError.Cause;
import dev.lictor.consul.ConsulResult;
import dev.lictor.consul.RaftServer;
import dev.lictor.consul.ServerHealth;
import dev.lictor.testing.Observations;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is told of the other servers, and when nothing is rather than what is old. */
class PeerListTest {
    private static final ServerHealth LEADER = Observations.told("0", true, Duration.ZERO, 110);
    private static final ServerHealth OWN = Observations.told("1", false, Duration.ofMillis(60), 100);
    private static final ServerHealth THIRD = Observations.told("2", false, Duration.ofMillis(43), 107);
    private static final Observations FOLLOWER =
            Observations.follower().members().autopilot(true, 1, LEADER, OWN, THIRD);

    @Test
    void othersAreAsAutopilotToldAndThisServerAsItIsNow() {
        assertThat(peers(FOLLOWER))
                .containsExactly(
                        peer(Observations.OTHER, "consul-0", true, false, true, Duration.ZERO, 0L),
                        peer(Observations.OWN, "consul-1", false, true, true, Duration.ofMillis(25), 10L),
                        peer(Observations.THIRD, "consul-2", false, false, true, Duration.ofMillis(43), 3L));
    }

    @Test
    void ofAServerThatIsNotAliveNothingOldIsTold() {
        var dead = FOLLOWER.members(
                Observations.member("consul-0", 1, "id-0", Observations.OTHER),
                Observations.member("consul-1", 1, "id-1", Observations.OWN),
                Observations.member("consul-2", 4, "id-2", Observations.THIRD));

        assertThat(peers(dead).getLast())
                .isEqualTo(peer(Observations.THIRD, "consul-2", false, false, false, null, null));
    }

    @Test
    void aServerAtAnotherAddressThanRaftsIsNotAliveThere() {
        var moved = FOLLOWER.members(Observations.member("consul-2", 1, "id-2", "10.0.0.9:8300"));

        assertThat(peers(moved)).extracting(Status.Peer::alive).containsOnly(Optional.of(false));
    }

    @Test
    void nothingOldIsToldOnceTheLeaderIsNotHeard() {
        assertThat(othersContacts(FOLLOWER.lastContact(Duration.ofSeconds(2)))).containsOnly(Optional.empty());
    }

    @Test
    void norWhileAutopilotStillSpeaksOfTheLeaderBefore() {
        assertThat(othersContacts(FOLLOWER.leader(Observations.THIRD))).containsOnly(Optional.empty());
    }

    @Test
    void aTokenForGossipAloneTellsNamesByAddress() {
        var peers = peers(FOLLOWER.self(new ConsulError(Cause.FORBIDDEN, "status 403: Permission denied")));

        assertThat(peers).extracting(Status.Peer::called).containsExactly("consul-0", "consul-1", "consul-2");
        assertThat(peers).extracting(Status.Peer::voter).containsOnly(Optional.empty());
        assertThat(peers.getFirst().leads()).isTrue();
    }

    @Test
    void aLeaderOutsideOfTheConfigurationIsToldAllTheSame() {
        var stranger = FOLLOWER.configuration(new RaftServer("id-1", Observations.OWN, true))
                .leader(new ConsulResult.Seen<>("10.0.0.9:8300"))
                .state();
        var observation = stranger.fresh().orElseThrow();

        assertThat(PeerList.leader(stranger, observation, PeerList.of(stranger, observation)))
                .map(Status.Peer::address)
                .contains("10.0.0.9:8300");
    }

    private static List<Status.Peer> peers(Observations observations) {
        var state = observations.state();
        return PeerList.of(state, state.fresh().orElseThrow());
    }

    private static List<Optional<Duration>> othersContacts(Observations observations) {
        return peers(observations).stream()
                .filter(peer -> !peer.own())
                .map(Status.Peer::lastContact)
                .toList();
    }

    private static Status.Peer peer(
            String address,
            String name,
            boolean leads,
            boolean own,
            boolean alive,
            @Nullable Duration lastContact,
            @Nullable Long lag) {
        return new Status.Peer(
                address,
                Optional.of(name),
                Optional.of(true),
                leads,
                own,
                Optional.of(alive),
                Optional.ofNullable(lastContact),
                Optional.ofNullable(lag));
    }
}
