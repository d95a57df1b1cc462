package dev.lictor.sidecar.observe;

import dev.lictor.consul.Autopilot;
import dev.lictor.consul.RaftServer;
import dev.lictor.consul.ServerHealth;
import java.util.List;
import java.util.Optional;

/** How far the leader's log goes. */
public final class LeaderLog {
    private LeaderLog() {}

    /**
     * The last entry that the leader is known to have had. Autopilot goes on telling of a leader that is gone for some seconds, and that one may
     * have had entries that were never committed and that the new leader has not.
     */
    public static Optional<Long> lastIndex(Observation observation, SlowObservation.Fresh slow) {
        var leader = observation
                .knownLeader()
                .flatMap(address -> observation.servers(slow).stream()
                        .flatMap(List::stream)
                        .filter(server -> server.address().equals(address))
                        .map(RaftServer::id)
                        .findFirst());
        return slow
                .autopilot()
                .map(Autopilot::servers)
                .flatMap(servers -> servers.stream()
                        .filter(server -> server.leads()
                                && leader.filter(server.id()::equals).isPresent())
                        .map(ServerHealth::lastIndex)
                        .findFirst());
    }
}
