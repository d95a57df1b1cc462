package dev.lictor.sidecar.observe;

import dev.lictor.consul.Autopilot;
import dev.lictor.consul.RaftServer;
import dev.lictor.consul.ServerHealth;
import java.util.List;
import java.util.Optional;

/** The last index of the leader's log. */
public final class LeaderLog {
    private LeaderLog() {}

    /**
     * The last entry that the leader is known to have had. For some seconds autopilot still reports a leader that is gone. That leader may
     * have had entries that were never committed and that the new leader does not have, so only the current leader's index counts.
     */
    public static Optional<Long> lastIndex(Observation observation, SlowObservation.Fresh slow) {
        var leader = observation
                .knownLeader()
                .flatMap(address -> observation.servers(slow).stream()
                        .flatMap(List::stream)
                        .filter(server -> server.address().equals(address))
                        .map(RaftServer::id)
                        .findFirst());
        return slow.autopilot()
                .map(Autopilot::servers)
                .flatMap(servers -> servers.stream()
                        .filter(server -> server.leads()
                                && leader.filter(server.id()::equals).isPresent())
                        .map(ServerHealth::lastIndex)
                        .findFirst());
    }
}
