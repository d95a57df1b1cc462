package dev.lictor.sidecar.page;

import dev.lictor.consul.Agent;
import dev.lictor.consul.RaftServer;
import dev.lictor.sidecar.CertificateExpiry;
import dev.lictor.sidecar.Observation;
import dev.lictor.sidecar.Picture;
import dev.lictor.sidecar.Readiness;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All that is known of a server at one moment, in the words that page and document share. What is unknown is absent, and so is all that
 * was observed too long ago.
 *
 * @param lictor this program's version
 * @param age of the last observation, believed or not; absent before the first
 * @param leader as this server believes
 * @param peers every server in the Raft configuration, this one too; empty if it is unknown
 */
record Status(
        String lictor,
        Instant at,
        Optional<Duration> age,
        Readiness readiness,
        Optional<Server> server,
        Optional<Peer> leader,
        List<Peer> peers,
        List<Certificate> certificates) {

    /** The server beside which this sidecar runs. */
    record Server(String name, String consul, Optional<String> address, Optional<Boolean> voter, Optional<Raft> raft) {}

    /**
     * @param lastContact how long ago the leader was heard, zero on the leader itself; absent if never
     * @param lag committed log entries that are not applied
     */
    record Raft(long term, Optional<Duration> lastContact, Optional<Long> lag, long applied) {}

    /**
     * A server in the Raft configuration.
     *
     * @param own whether it is the one beside this sidecar
     */
    record Peer(String address, Optional<Boolean> voter, boolean leads, boolean own) {}

    /** A certificate that is mounted, or that Consul serves, and when it ends. */
    record Certificate(String name, Instant ends) {}

    static Status of(Picture picture, String lictor) {
        var believed = picture.believed();
        var peers = believed.map(observation -> peers(observation, picture)).orElse(List.of());
        return new Status(
                lictor,
                picture.now(),
                picture.age(),
                picture.readiness(),
                believed.flatMap(observation -> server(observation, picture)),
                believed.flatMap(Observation::knownLeader).map(address -> leader(address, peers)),
                peers,
                believed.map(observation -> certificates(
                                observation.certificates(), picture.inspected().served()))
                        .orElse(List.of()));
    }

    private static Optional<Server> server(Observation observation, Picture picture) {
        return observation
                .agent()
                .map(agent -> new Server(
                        agent.name(),
                        agent.version(),
                        observation.own(picture.inspected()).map(RaftServer::address),
                        picture.voter(),
                        agent.raft()
                                .map(raft -> new Raft(
                                        raft.term(),
                                        observation.lastContact(),
                                        picture.logLag(),
                                        raft.appliedIndex()))));
    }

    /** From the Raft configuration; where nobody may see it, or it was not told, from the addresses that need no token. */
    private static List<Peer> peers(Observation observation, Picture picture) {
        var leader = observation.knownLeader();
        var own = observation.agent().map(Agent::id);
        return picture.servers()
                .map(servers -> servers.stream()
                        .map(server -> new Peer(
                                server.address(),
                                Optional.of(server.voter()),
                                leader.filter(server.address()::equals).isPresent(),
                                own.filter(server.id()::equals).isPresent())))
                .orElseGet(() -> observation.peers().seen().stream()
                        .flatMap(List::stream)
                        .map(address -> new Peer(
                                address,
                                Optional.empty(),
                                leader.filter(address::equals).isPresent(),
                                false)))
                .sorted(Comparator.comparing(Peer::address))
                .toList();
    }

    private static Peer leader(String address, List<Peer> peers) {
        return peers.stream()
                .filter(Peer::leads)
                .findFirst()
                .orElseGet(() -> new Peer(address, Optional.empty(), true, false));
    }

    private static List<Certificate> certificates(CertificateExpiry mounted, Optional<X509Certificate> served) {
        return Stream.of(
                        mounted.server().map(end -> new Certificate("server", end)),
                        mounted.authority().map(end -> new Certificate("ca", end)),
                        served.map(shown ->
                                new Certificate("served", shown.getNotAfter().toInstant())))
                .flatMap(Optional::stream)
                .toList();
    }
}
