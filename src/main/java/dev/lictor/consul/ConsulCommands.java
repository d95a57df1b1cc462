package dev.lictor.consul;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The commands that Lictor sends to one Consul server, and the one query that only the commands need (Consul's HTTP API: Agent, Operator). As
 * with {@link ConsulApi}, a returned stage never completes exceptionally.
 */
public interface ConsulCommands {
    /** Consul executed the command. */
    enum Done {
        DONE
    }

    /** {@code GET /v1/operator/autopilot/health}: each server's health; empty while autopilot has none. Needs {@code operator:read}. */
    CompletionStage<ConsulResult<List<ServerHealth>>> health();

    /** {@code PUT /v1/agent/join/<address>}: joins this server's gossip pool with that of another server. Needs {@code agent:write}. */
    CompletionStage<ConsulResult<Done>> join(String address);

    /**
     * {@code PUT /v1/agent/reload}: reads configuration, certificates and keys again. Consul serves the new certificate once it has answered.
     * Needs {@code agent:write}.
     */
    CompletionStage<ConsulResult<Done>> reload();

    /**
     * {@code POST /v1/operator/raft/transfer-leader?id=<id>}: makes another server the leader. Consul 1.15 and newer. Needs
     * {@code operator:write}.
     *
     * @param id the Raft id of the new leader
     */
    CompletionStage<ConsulResult<Done>> transferLeadership(String id);
}
