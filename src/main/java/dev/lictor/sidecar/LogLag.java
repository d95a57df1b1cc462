package dev.lictor.sidecar;

import java.util.Optional;

/** How far a server is behind. */
final class LogLag {
    private LogLag() {}

    /**
     * Entries that this server has not applied, of those that are committed as far as it knows and of those that the leader had when
     * autopilot last told: a server that has just come back knows little of what it lacks.
     */
    static Optional<Long> of(Observation observation, Inspection.Believed inspected) {
        var leader = LeaderLog.lastIndex(observation, inspected);
        return observation
                .raft()
                .map(raft -> Math.max(0, Math.max(raft.commitIndex(), leader.orElse(0L)) - raft.appliedIndex()));
    }
}
