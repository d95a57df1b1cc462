package dev.lictor.sidecar;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a reader may know at one moment, put together once so that no reader pairs parts of two polls.
 *
 * @param last observation, however old
 * @param alive whether the sidecar's own loop runs, whatever Consul does
 */
public record Picture(Instant now, Optional<Observation> last, Tally tally, Readiness readiness, boolean alive) {
    /** The last observation unless it is too old to be believed. */
    public Optional<Observation> believed() {
        return last.filter(_ -> readiness.reasons().stream().noneMatch(reason -> reason.rule() == Reason.Rule.FRESH));
    }

    public Optional<Duration> age() {
        return last.map(observation -> Duration.between(observation.at(), now));
    }
}
