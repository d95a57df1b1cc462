package dev.lictor.consul;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Autopilot's opinion of all servers, some seconds old.
 *
 * @param failureTolerance voters that may fail before the quorum is lost
 * @param servers empty for a while after an election (1.7.2)
 */
public record Autopilot(boolean healthy, int failureTolerance, List<ServerHealth> servers) {
    public Autopilot {
        servers = List.copyOf(servers);
    }

    /** Last entry of the leader's log at that time; absent if no leader is listed. */
    public OptionalLong leaderIndex() {
        return servers.stream()
                .filter(ServerHealth::leads)
                .mapToLong(ServerHealth::lastIndex)
                .findFirst();
    }

    public Optional<ServerHealth> server(String id) {
        return servers.stream().filter(server -> server.id().equals(id)).findFirst();
    }
}
