package dev.lictor.consul;

import java.time.Duration;
import java.util.Optional;

/**
 * A server as autopilot judges it (Consul's HTTP API, Operator: Autopilot).
 *
 * @param alive as gossip told autopilot; what autopilot knows of a server that is not is what it last heard of it
 * @param lastContact how long ago the server had heard its leader when autopilot asked it, zero on the leader; absent if it did not say
 * @param lastIndex last entry of its log then
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
