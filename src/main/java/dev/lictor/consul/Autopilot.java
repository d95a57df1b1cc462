package dev.lictor.consul;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Autopilot's view of all servers, some seconds old: {@code GET /v1/operator/autopilot/health}.
 *
 * @param healthy whether autopilot reports every server as healthy
 * @param failureTolerance the number of voters that may fail before the quorum is lost
 * @param servers empty for a while after an election (Consul 1.7.2)
 */
public record Autopilot(boolean healthy, int failureTolerance, List<ServerHealth> servers) {
    public Autopilot {
        servers = List.copyOf(servers);
    }

    /** The index of the last entry in the leader's log at that time; empty if no server is listed as leader. */
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
