package dev.lictor.sidecar.observe;

import dev.lictor.consul.RaftState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Detects that a server's log does not grow although its leader has more entries, as on a full disk: heartbeats still arrive, and the lag
 * is still small. After the time limit the stall ends only when the server has stored the entry that it lacked: on a full disk a little
 * free space takes an entry or two, which must not count as recovery. Immutable.
 *
 * @param term of the leader that has more; another leader may have less, so a new term starts a new measurement
 * @param stored index of the last entry of its log at its last answer
 * @param wanted index of an entry that it is known to lack
 * @param since when it was first known to lack that
 * @param until time of its last answer
 */
public record StalledReplication(long term, long stored, long wanted, Instant since, Instant until) {
    /** Longer than a busy disk needs for one entry, or a restarted server for its first one. */
    static final Duration LIMIT = Duration.ofSeconds(10);

    /** The measurement after another poll; empty if the log has grown, or is not known to lack an entry. */
    public static Optional<StalledReplication> after(
            Optional<StalledReplication> before, Observation observation, SlowObservation.Fresh slow) {
        var raft = observation.raft().filter(state -> state.role().equals(RaftState.FOLLOWER));
        if (raft.isEmpty()) {
            return Optional.empty();
        }
        if (observation.self().seen().isEmpty()) {
            return before; // an earlier answer of agent/self shows nothing new
        }
        long term = raft.get().term();
        long last = raft.get().lastIndex();
        return LeaderLog.lastIndex(observation, slow)
                .filter(wanted -> wanted > last)
                .map(wanted -> before.filter(still -> still.term() == term && still.goesOnAt(last))
                        .map(still ->
                                new StalledReplication(term, last, still.wanted(), still.since(), observation.at()))
                        .orElseGet(
                                () -> new StalledReplication(term, last, wanted, observation.at(), observation.at())));
    }

    private boolean goesOnAt(long last) {
        return stored == last || (tooLong() && last < wanted);
    }

    public Duration lasts() {
        return Duration.between(since, until);
    }

    public boolean tooLong() {
        return lasts().compareTo(LIMIT) >= 0;
    }
}
