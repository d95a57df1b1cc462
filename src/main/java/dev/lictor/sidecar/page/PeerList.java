package dev.lictor.sidecar.page;

import dev.lictor.consul.Agent;
import dev.lictor.consul.Autopilot;
import dev.lictor.consul.Member;
import dev.lictor.consul.RaftServer;
import dev.lictor.consul.ServerHealth;
import dev.lictor.sidecar.MonitorState;
import dev.lictor.sidecar.observe.Observation;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The servers of the cluster as far as this server's token shows them. Addresses need no token. Votes, contact and log come from the Raft
 * configuration and from autopilot; names and liveness come from gossip.
 */
final class PeerList {
    private final MonitorState state;
    private final Observation observation;
    private final Optional<String> leader;

    private PeerList(MonitorState state, Observation observation) {
        this.state = state;
        this.observation = observation;
        this.leader = observation.knownLeader();
    }

    /** Every server in the Raft configuration, including this one; empty if the configuration is unknown. */
    static List<Status.Peer> of(MonitorState state, Observation observation) {
        var peers = new PeerList(state, observation);
        return state.servers()
                .map(servers -> servers.stream().map(peers::peer))
                .orElseGet(() -> observation.peers().seen().stream()
                        .flatMap(List::stream)
                        .map(peers::atAddress))
                .sorted(Comparator.comparing((Status.Peer peer) -> peer.name().orElse(""))
                        .thenComparing(Status.Peer::address))
                .toList();
    }

    /** The leader that this server knows, whether it is in the configuration or not. */
    static Optional<Status.Peer> leader(MonitorState state, Observation observation, List<Status.Peer> peers) {
        return observation
                .knownLeader()
                .map(address -> peers.stream()
                        .filter(Status.Peer::leads)
                        .findFirst()
                        .orElseGet(() -> new PeerList(state, observation).atAddress(address)));
    }

    private Status.Peer peer(RaftServer server) {
        boolean own =
                observation.agent().map(Agent::id).filter(server.id()::equals).isPresent();
        var member = member(server.id());
        var alive = state.slow()
                .members()
                .map(_ -> member.filter(Member::alive)
                        .flatMap(Member::server)
                        .filter(known -> known.address().equals(server.address()))
                        .isPresent());
        var report = autopilot()
                .flatMap(autopilot -> autopilot.server(server.id()))
                .filter(health -> health.alive() && alive.orElse(true));
        return new Status.Peer(
                server.address(),
                member.map(Member::name).or(() -> report.map(ServerHealth::name)),
                Optional.of(server.voter()),
                leads(server.address()),
                own,
                alive,
                own ? observation.lastContact() : report.flatMap(ServerHealth::lastContact),
                own ? state.logLag() : report.flatMap(this::lag));
    }

    /** Without agent:read there are no node IDs. Gossip knows the address as well, and needs another right. */
    private Status.Peer atAddress(String address) {
        var member = state.slow().members().stream()
                .flatMap(List::stream)
                .filter(known -> known.server()
                        .filter(server -> server.address().equals(address))
                        .isPresent())
                .findFirst();
        return new Status.Peer(
                address,
                member.map(Member::name),
                Optional.empty(),
                leads(address),
                false,
                state.slow().members().map(_ -> member.filter(Member::alive).isPresent()),
                Optional.empty(),
                Optional.empty());
    }

    private boolean leads(String address) {
        return leader.filter(address::equals).isPresent();
    }

    private Optional<Member> member(String id) {
        return state.slow().members().stream()
                .flatMap(List::stream)
                .filter(member ->
                        member.server().filter(server -> server.id().equals(id)).isPresent())
                .findFirst();
    }

    /** Autopilot's contact and log refer to the leader that it reports, so they are shown only while that leader leads and is heard. */
    private Optional<Autopilot> autopilot() {
        return state.autopilot()
                .filter(_ -> state.leaderHeard())
                .filter(autopilot -> state.servers().stream()
                        .flatMap(List::stream)
                        .filter(server -> leads(server.address()))
                        .flatMap(server -> autopilot.server(server.id()).stream())
                        .anyMatch(ServerHealth::leads));
    }

    private Optional<Long> lag(ServerHealth health) {
        return autopilot().map(Autopilot::leaderIndex).map(index -> Math.max(0, index.orElse(0) - health.lastIndex()));
    }
}
