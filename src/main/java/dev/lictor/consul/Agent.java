package dev.lictor.consul;

import java.util.Optional;

/**
 * What {@code agent/self} says.
 *
 * @param id the node's, which the Raft configuration knows it by
 * @param address host and port at which its peers reach its RPC now; absent of an agent that is no server
 * @param raft absent of an agent that is no server
 * @param encrypted whether its gossip is; absent if it does not tell
 */
public record Agent(
        String name,
        String id,
        String version,
        Optional<String> address,
        Optional<RaftState> raft,
        Optional<Boolean> encrypted) {}
