package dev.lictor.consul;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A server's own Raft state, from the statistics of {@code GET /v1/agent/self} (hashicorp/raft, Raft.Stats).
 *
 * @param leader the leader's RPC address as in {@code /v1/status/leader}; empty if the server knows none. After the leader dies, the server
 *     still names it for seconds
 * @param role Consul's word: Follower, Candidate, Leader or Shutdown
 * @param term the current term
 * @param lastIndex the index of the last entry in the log, or of the snapshot that replaced it
 * @param lastTerm the term of the last entry in the log, or of the snapshot that replaced it
 * @param snapshotIndex the last index that Raft's snapshot holds, whether the server made, received or restored it; 0 if there is none
 * @param lastContact the time since the last contact with the leader; zero on the leader itself, empty if there was never a contact
 * @param commitIndex the last index that is committed
 * @param appliedIndex the last index that is applied to the state
 * @param configuration the latest Raft configuration of this server, committed or not
 */
public record RaftState(
        String leader,
        String role,
        long term,
        long lastIndex,
        long lastTerm,
        long snapshotIndex,
        Optional<Duration> lastContact,
        long commitIndex,
        long appliedIndex,
        List<RaftServer> configuration) {
    public static final String FOLLOWER = "Follower";
    public static final String CANDIDATE = "Candidate";
    public static final String LEADER = "Leader";

    public RaftState {
        configuration = List.copyOf(configuration);
    }

    public boolean leads() {
        return role.equals(LEADER);
    }
}
