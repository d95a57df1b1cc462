package dev.lictor.consul;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Reads the state of one server's Raft and gossip (Consul's HTTP API: Status, Agent, Operator). A returned stage never completes
 * exceptionally: an error is a {@link ConsulResult.Failed}, and it arrives within the time limit of the endpoint.
 */
public interface ConsulApi {
    /**
     * {@code GET /v1/status/leader}: host and port of the leader's RPC as this server knows it; empty if it knows none. After the leader
     * dies, the server still names it for seconds. Needs no token.
     */
    CompletionStage<ConsulResult<String>> leader();

    /**
     * {@code GET /v1/health/node/lictor?stale}: when this server last had contact with a leader, from the headers of the answer. Unlike the
     * leader's address, this age grows as soon as the leader is dead. Needs no token.
     */
    CompletionStage<ConsulResult<LeaderContact>> leaderContact();

    /**
     * {@code GET /v1/health/node/lictor?consistent}: as {@link #leaderContact}, after the leader has confirmed with a majority that it still
     * leads. The answer is late or missing if the leader cannot confirm that, or if it waits for its disk. Needs no token.
     */
    CompletionStage<ConsulResult<LeaderContact>> leaderConfirmation();

    /** {@code GET /v1/status/peers}: RPC addresses of all servers in the Raft configuration, reachable or not. Needs no token. */
    CompletionStage<ConsulResult<List<String>>> peers();

    /** {@code GET /v1/agent/self}: the agent's own view. Needs {@code agent:read}. */
    CompletionStage<ConsulResult<Agent>> self();

    /**
     * {@code GET /v1/operator/raft/configuration?stale}: the Raft configuration of this server; the server does not ask the leader. Needs
     * {@code operator:read}.
     */
    CompletionStage<ConsulResult<List<RaftServer>>> raftConfiguration();

    /** {@code GET /v1/agent/members}: the members that this server's gossip knows. Needs {@code node:read}; without it the list is empty. */
    CompletionStage<ConsulResult<Gossip>> members();

    /**
     * {@code GET /v1/operator/autopilot/health?stale}: autopilot's view; up to Consul 1.11 the leader's, from 1.12 on this server's own.
     * Needs {@code operator:read}.
     */
    CompletionStage<ConsulResult<Autopilot>> autopilot();

    /**
     * {@code GET /v1/operator/keyring?local-only=true}: how many members have each gossip key. Needs {@code keyring:read}.
     */
    CompletionStage<ConsulResult<GossipRing>> gossipRing();
}
