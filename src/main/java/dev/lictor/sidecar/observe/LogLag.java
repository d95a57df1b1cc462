package dev.lictor.sidecar.observe;

import java.util.Optional;

/** How far a server is behind. */
public final class LogLag {
    private LogLag() {}

    /**
     * Entries that this server has not applied, of those that are committed as far as it knows and of those that the leader had when
     * autopilot last told: a server that has just come back knows little of what it lacks.
     */
    public static Optional<Long> of(Observation observation, SlowObservation.Fresh slow) {
        var leader = LeaderLog.lastIndex(observation, slow);
        return observation
                .raft()
                .map(raft -> Math.max(0, Math.max(raft.commitIndex(), leader.orElse(0L)) - raft.appliedIndex()));
    }
}
