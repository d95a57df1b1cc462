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
 * A consistent view of one moment. It is assembled once, so that no reader combines parts of two polls.
 *
 * @param last observation, of any age
 * @param slow the answers of the last slow poll that have not expired
 */
public record MonitorState(
        Instant now,
        Optional<Observation> last,
        SlowObservation.Fresh slow,
        PollCounters pollCounters,
        Readiness readiness) {
    /** The last observation, unless it is older than the limit. */
    public Optional<Observation> fresh() {
        return last.filter(_ -> readiness.passes(Rule.FRESH));
    }

    public Optional<Duration> age() {
        return last.map(observation -> Duration.between(observation.at(), now));
    }

    public Optional<List<RaftServer>> servers() {
        return fresh().flatMap(observation -> observation.servers(slow));
    }

    public Optional<Boolean> voter() {
        return fresh().flatMap(observation -> observation.voter(slow));
    }

    public Optional<Long> logLag() {
        return fresh().flatMap(observation -> LogLag.of(observation, slow));
    }

    /** Autopilot's report. For some seconds autopilot still calls a dead leader healthy; that report is ignored. */
    public Optional<Autopilot> autopilot() {
        return slow.autopilot().filter(report -> leaderHeard() || !report.healthy());
    }

    /** Whether a leader is known and was heard recently. */
    public boolean leaderHeard() {
        return readiness.passes(Rule.LEADER_KNOWN) && readiness.passes(Rule.LEADER_HEARD);
    }
}
