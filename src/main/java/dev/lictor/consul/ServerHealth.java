package dev.lictor.consul;

import java.time.Duration;
import java.util.Optional;

/**
 * A server's health as autopilot reports it (Consul's HTTP API, Operator: Autopilot).
 *
 * @param id the server's node id, as in the Raft configuration
 * @param name the node name
 * @param healthy whether autopilot counts the server as healthy
 * @param voter whether the server has a vote in elections
 * @param alive whether gossip reported the server as alive to autopilot; if not, the other values are the last ones that autopilot saw
 * @param leads whether the server is the leader
 * @param lastContact the time since the server's last contact with its leader, when autopilot asked it; zero on the leader, empty if unknown
 * @param lastIndex the index of the last entry in the server's log at that time
 */
public record ServerHealth(
        String id,
        String name,
        boolean healthy,
        boolean voter,
        boolean alive,
        boolean leads,
        Optional<Duration> lastContact,
        long lastIndex) {}
