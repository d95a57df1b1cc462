package dev.lictor.consul;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The questions that tell how one server's Raft is (Consul's HTTP API: Status, Agent, Operator). No stage ever fails: what goes
 * wrong is an answer, too, and comes within a time limit.
 */
public interface ConsulApi {
    /** Address of the leader as this server believes, empty if it knows none; names a dead leader for seconds. No token needed. */
    CompletionStage<ConsulResult<String>> leader();

    /** When this server last heard a leader; unlike the leader's address it ages with a dead leader. No token needed. */
    CompletionStage<ConsulResult<LeaderContact>> leaderContact();

    /**
     * The same, once the leader has found a majority that still follows it. Answers late or never where it cannot, or where the leader
     * waits for its disk. No token needed.
     */
    CompletionStage<ConsulResult<LeaderContact>> leaderConfirmation();

    /** Addresses of all servers in the Raft configuration, whether they can be reached or not. No token needed. */
    CompletionStage<ConsulResult<List<String>>> peers();

    /** The agent's own view; needs {@code agent:read}. */
    CompletionStage<ConsulResult<Agent>> self();

    /** The Raft configuration that this server has, without asking the leader; needs {@code operator:read}. */
    CompletionStage<ConsulResult<List<RaftServer>>> raftConfiguration();

    /** The members that this server's gossip knows; needs {@code node:read}, and is empty without. */
    CompletionStage<ConsulResult<Gossip>> members();

    /** Autopilot's opinion; the leader's up to 1.11, this server's own since. Needs {@code operator:read}. */
    CompletionStage<ConsulResult<Autopilot>> autopilot();

    /** The keys of the gossip ring, which all members are asked for; needs {@code keyring:read}. */
    CompletionStage<ConsulResult<GossipRing>> gossipRing();
}
