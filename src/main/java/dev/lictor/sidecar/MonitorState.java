package dev.lictor.sidecar;

import dev.lictor.consul.Autopilot;
import dev.lictor.consul.RaftServer;
import dev.lictor.sidecar.observe.LogLag;
import dev.lictor.sidecar.observe.Observation;
import dev.lictor.sidecar.observe.PollCounters;
import dev.lictor.sidecar.observe.SlowObservation;
import dev.lictor.sidecar.readiness.Readiness;
import dev.lictor.sidecar.readiness.Reason.Rule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a reader may know at one moment, put together once so that no reader pairs parts of two polls.
 *
 * @param last observation, however old
 * @param inspected what of the last inspection is believed
 */
public record MonitorState(
        Instant now,
        Optional<Observation> last,
        SlowObservation.Believed inspected,
        PollCounters tally,
        Readiness readiness) {
    /** The last observation unless it is too old to be believed. */
    public Optional<Observation> believed() {
        return last.filter(_ -> readiness.keeps(Rule.FRESH));
    }

    public Optional<Duration> age() {
        return last.map(observation -> Duration.between(observation.at(), now));
    }

    public Optional<List<RaftServer>> servers() {
        return believed().flatMap(observation -> observation.servers(inspected));
    }

    public Optional<Boolean> voter() {
        return believed().flatMap(observation -> observation.voter(inspected));
    }

    public Optional<Long> logLag() {
        return believed().flatMap(observation -> LogLag.of(observation, inspected));
    }

    /** Autopilot's opinion; it goes on calling a dead leader healthy for some seconds, which is not believed. */
    public Optional<Autopilot> autopilot() {
        return inspected.autopilot().filter(told -> leaderHeard() || !told.healthy());
    }

    /** Whether a leader is known and was heard lately. */
    public boolean leaderHeard() {
        return readiness.keeps(Rule.LEADER_KNOWN) && readiness.keeps(Rule.LEADER_HEARD);
    }
}
