package dev.lictor.sidecar.page;

import dev.lictor.consul.RaftServer;
import dev.lictor.sidecar.MonitorState;
import dev.lictor.sidecar.backup.BackupStatus;
import dev.lictor.sidecar.observe.CertificateExpiry;
import dev.lictor.sidecar.observe.DataSpace;
import dev.lictor.sidecar.observe.Observation;
import dev.lictor.sidecar.observe.SlowObservation;
import dev.lictor.sidecar.readiness.Readiness;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The status of a server at one moment, which page and JSON share. A value is absent if it is unknown or was observed too long ago.
 *
 * @param lictor version of Lictor
 * @param age of the last observation, even if it is too old; absent before the first one
 * @param leader that this server knows
 * @param peers every server in the Raft configuration, including this one; empty if the configuration is unknown
 * @param space of the volume of the server's data; absent if the volume is not mounted
 * @param backups absent if none are kept
 * @param hidden messages about facts that are missing because of a missing permission or an unreadable answer
 */
record Status(
        String lictor,
        Instant at,
        Optional<Duration> age,
        Readiness readiness,
        Optional<Server> server,
        Optional<Peer> leader,
        List<Peer> peers,
        List<String> hidden,
        List<Certificate> certificates,
        Optional<DataSpace> space,
        Optional<BackupStatus> backups) {

    /**
     * The server of this sidecar.
     *
     * @param itself absent without a token
     * @param lastContact time since the server heard its leader, zero on the leader; absent if never
     */
    record Server(Optional<Itself> itself, Optional<Duration> lastContact) {}

    /** What the server reports about itself, which needs agent:read. */
    record Itself(String name, String consul, Optional<String> address, Optional<Boolean> voter, Optional<Raft> raft) {}

    /** @param lag entries, committed or on the leader, that this server has not applied */
    record Raft(long term, Optional<Long> lag, long applied) {}

    /**
     * A server in the Raft configuration.
     *
     * @param own whether it is the server of this sidecar
     * @param alive whether gossip reports it alive at this address
     * @param lastContact time since it heard the leader, zero on the leader: as of now for this server, as of autopilot's last check for another
     * @param lag of this server as in {@link Raft}; of another, entries of the leader's log that it lacked at autopilot's last check
     */
    record Peer(
            String address,
            Optional<String> name,
            Optional<Boolean> voter,
            boolean leads,
            boolean own,
            Optional<Boolean> alive,
            Optional<Duration> lastContact,
            Optional<Long> lag) {
        /** The name, or the address if the name is unknown. */
        String called() {
            return name.orElse(address);
        }
    }

    /** A certificate that is mounted or that Consul serves, and when it expires. */
    record Certificate(String name, Instant ends) {}

    /** @param now by the system clock, for people: the monitor's state uses a monotonic clock */
    static Status of(MonitorState state, Optional<BackupStatus> backups, String lictor, Instant now) {
        var fresh = state.fresh();
        var peers = fresh.map(observation -> PeerList.of(state, observation)).orElse(List.of());
        return new Status(
                lictor,
                now,
                state.age(),
                state.readiness(),
                fresh.flatMap(observation -> server(observation, state)),
                fresh.flatMap(observation -> PeerList.leader(state, observation, peers)),
                peers,
                hidden(fresh.map(_ -> state.slow()).orElse(SlowObservation.Fresh.NOTHING)),
                fresh.map(observation -> certificates(
                                observation.certificates(), state.slow().served()))
                        .orElse(List.of()),
                state.slow().space(),
                backups);
    }

    private static Optional<Server> server(Observation observation, MonitorState state) {
        var itself = observation
                .agent()
                .map(agent -> new Itself(
                        agent.name(),
                        agent.version(),
                        observation.own(state.slow()).map(RaftServer::address),
                        state.voter(),
                        agent.raft().map(raft -> new Raft(raft.term(), state.logLag(), raft.appliedIndex()))));
        return Optional.of(new Server(itself, observation.lastContact()))
                .filter(server ->
                        server.itself().isPresent() || server.lastContact().isPresent());
    }

    private static List<String> hidden(SlowObservation.Fresh slow) {
        var lacking = Stream.of(
                        Optional.of("Names, and who is alive: needs a token with node:read.")
                                .filter(_ -> slow.membersHidden()),
                        Optional.of("Contact and log of the others: needs a token with operator:read.")
                                .filter(_ -> slow.autopilotHidden()))
                .flatMap(Optional::stream);
        return Stream.concat(lacking, slow.unread().stream().map(unread -> "Not read: " + unread.words()))
                .toList();
    }

    private static List<Certificate> certificates(CertificateExpiry mounted, Optional<X509Certificate> served) {
        return Stream.of(
                        mounted.server().map(end -> new Certificate("server", end)),
                        mounted.ca().map(end -> new Certificate("ca", end)),
                        served.map(shown ->
                                new Certificate("served", shown.getNotAfter().toInstant())))
                .flatMap(Optional::stream)
                .toList();
    }
}
