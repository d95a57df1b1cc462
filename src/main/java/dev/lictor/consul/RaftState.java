package dev.lictor.consul;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A server's own Raft, from the statistics of {@code agent/self}.
 *
 * @param leader the address that {@code status/leader} gives, too: empty if it knows none; of a dead leader for seconds
 * @param role the word that Consul uses: Follower, Candidate, Leader or Shutdown
 * @param lastIndex of the last entry in its log, or of the snapshot that stands for it
 * @param lastTerm of the last entry in its log, or in the snapshot that stands for it
 * @param snapshotIndex up to which Raft has a snapshot, its own, its leader's or a restored one; 0 if it has none
 * @param lastContact how long ago the leader was heard; zero on the leader itself, absent if never
 * @param configuration the latest that this server has, committed or not
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
