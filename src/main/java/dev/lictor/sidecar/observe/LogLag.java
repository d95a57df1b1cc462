package dev.lictor.sidecar.observe;

import java.util.Optional;

/** How many log entries a server is behind. */
public final class LogLag {
    private LogLag() {}

    /**
     * Entries that this server has not applied: up to its own commit index, or up to the leader's last index as autopilot last reported
     * it, whichever is higher. The own commit index alone is not enough, because a server that has just come back does not know yet what it lacks.
     */
    public static Optional<Long> of(Observation observation, SlowObservation.Fresh slow) {
        var leader = LeaderLog.lastIndex(observation, slow);
        return observation
                .raft()
                .map(raft -> Math.max(0, Math.max(raft.commitIndex(), leader.orElse(0L)) - raft.appliedIndex()));
    }
}
