package dev.lictor.consul;

import java.util.Optional;

/**
 * An agent as it describes itself: {@code GET /v1/agent/self}.
 *
 * @param name the node name
 * @param id the node id, which is also the server's id in the Raft configuration
 * @param version Consul's version, such as {@code 1.7.2}
 * @param address host and port where peers reach the server's RPC now; empty for a client agent
 * @param raft the server's Raft state; empty for a client agent
 * @param encrypted whether the agent encrypts LAN gossip ({@code Stats.serf_lan.encrypted}); empty if the answer does not say
 */
public record Agent(
        String name,
        String id,
        String version,
        Optional<String> address,
        Optional<RaftState> raft,
        Optional<Boolean> encrypted) {}
