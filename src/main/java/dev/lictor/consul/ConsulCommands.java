package dev.lictor.consul;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * What Lictor tells one Consul server to do, and what it asks for that alone (Consul's HTTP API: Agent, Operator). As with
 * {@link ConsulApi}, no stage ever fails.
 */
public interface ConsulCommands {
    /** That an order was carried out. */
    enum Done {
        DONE
    }

    /** What autopilot says of each server, none while it does not know; needs {@code operator:read}. */
    CompletionStage<ConsulResult<List<ServerHealth>>> health();

    /** Joins this server's gossip pool with that of another; needs {@code agent:write}. */
    CompletionStage<ConsulResult<Done>> join(String address);

    /** Reads configuration, certificates and keys anew; they are served once it is answered. Needs {@code agent:write}. */
    CompletionStage<ConsulResult<Done>> reload();

    /** Makes another server the leader; Consul 1.15 and newer. Needs {@code operator:write}. */
    CompletionStage<ConsulResult<Done>> transferLeadership(String id);
}
