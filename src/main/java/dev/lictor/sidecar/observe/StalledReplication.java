package dev.lictor.sidecar.observe;

import dev.lictor.consul.RaftState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether a server's log stands still although its leader has more, as on a disk that is full: heartbeats still come, and nothing is far
 * behind yet. Once it has done so for too long it is to have what it lacked: a little room takes an entry or two, and is gone. Never
 * changed, only replaced.
 *
 * @param term in which the leader leads that has more: another may have less, and is waited for anew
 * @param stored the last entry of its log when it told last
 * @param wanted the least entry that it is known to lack
 * @param since when it was first known to lack that
 * @param until when it told last
 */
public record StalledReplication(long term, long stored, long wanted, Instant since, Instant until) {
    /** Longer than a disk of a busy machine takes for an entry, or a server that came back for its first. */
    static final Duration LIMIT = Duration.ofSeconds(10);

    /** What a poll adds to what the one before left; empty if the server's log went on, or is not known to lack anything. */
    public static Optional<StalledReplication> after(
            Optional<StalledReplication> before, Observation observation, SlowObservation.Fresh slow) {
        var raft = observation.raft().filter(state -> state.role().equals(RaftState.FOLLOWER));
        if (raft.isEmpty()) {
            return Optional.empty();
        }
        if (observation.self().seen().isEmpty()) {
            return before; // what was told earlier tells nothing new
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
