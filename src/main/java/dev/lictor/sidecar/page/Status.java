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
 * All that is known of a server at one moment, in the words that page and document share. What is unknown is absent, and so is all that
 * was observed too long ago.
 *
 * @param lictor this program's version
 * @param age of the last observation, believed or not; absent before the first
 * @param leader as this server believes
 * @param peers every server in the Raft configuration, this one too; empty if it is unknown
 * @param space of the volume of the server's data; absent if it cannot be seen
 * @param backups absent if none are kept
 * @param hidden what is not known of them for lack of a right or of a readable answer, in words
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
     * The server beside which this sidecar runs.
     *
     * @param itself absent without a token
     * @param lastContact how long ago the leader was heard, zero on the leader itself; absent if never
     */
    record Server(Optional<Itself> itself, Optional<Duration> lastContact) {}

    /** What it says of itself to those who may ask. */
    record Itself(String name, String consul, Optional<String> address, Optional<Boolean> voter, Optional<Raft> raft) {}

    /** @param lag log entries that are not applied, of those that are committed or on the leader */
    record Raft(long term, Optional<Long> lag, long applied) {}

    /**
     * A server in the Raft configuration.
     *
     * @param own whether it is the one beside this sidecar
     * @param alive in gossip, at this address
     * @param lastContact how long ago it had heard the leader, zero on the leader: now if it is this server, else when autopilot asked it
     * @param lag of this server as above; of another, entries of the leader's log that it lacked then
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
        /** By its name, if that is known. */
        String called() {
            return name.orElse(address);
        }
    }

    /** A certificate that is mounted, or that Consul serves, and when it ends. */
    record Certificate(String name, Instant ends) {}

    /** @param now as people read it: a picture goes by a clock that nobody sets */
    static Status of(MonitorState state, Optional<BackupStatus> backups, String lictor, Instant now) {
        var fresh = state.fresh();
        var peers =
                fresh.map(observation -> PeerList.of(state, observation)).orElse(List.of());
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
                        Optional.of("Names, and who is alive: a token with node:read would tell.")
                                .filter(_ -> slow.membersHidden()),
                        Optional.of("Contact and log of the others: a token with operator:read would tell.")
                                .filter(_ -> slow.autopilotHidden()))
                .flatMap(Optional::stream);
        return Stream.concat(lacking, slow.unread().stream().map(unread -> "Not read: " + unread.words()))
                .toList();
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
