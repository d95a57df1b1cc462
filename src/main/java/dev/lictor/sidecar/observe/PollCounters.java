package dev.lictor.sidecar.observe;

import dev.lictor.consul.ConsulError;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Counters since the start.
 *
 * @param failures polls and slow polls in which a request failed, by cause; contains every cause
 * @param leader the last known leader
 */
public record PollCounters(
        long polls,
        Map<ConsulError.Cause, Long> failures,
        PollTimes times,
        Optional<String> leader,
        long leaderChanges) {
    public static final PollCounters NONE = new PollCounters(0, Map.of(), PollTimes.NONE, Optional.empty(), 0);

    public PollCounters {
        var all = new EnumMap<ConsulError.Cause, Long>(ConsulError.Cause.class);
        for (var cause : ConsulError.Cause.values()) {
            all.put(cause, failures.getOrDefault(cause, 0L));
        }
        failures = Collections.unmodifiableMap(all);
    }

    /** Adds the failures of a slow poll. */
    public PollCounters plus(Stream<ConsulError.Cause> causes) {
        return new PollCounters(polls, failuresAnd(causes), times, leader, leaderChanges);
    }

    private Map<ConsulError.Cause, Long> failuresAnd(Stream<ConsulError.Cause> causes) {
        var sum = new EnumMap<>(failures);
        causes.forEach(cause -> sum.merge(cause, 1L, Long::sum));
        return sum;
    }

    public PollCounters plus(Observation observation) {
        var named = observation.knownLeader();
        boolean changed = named.isPresent() && leader.isPresent() && !named.equals(leader);
        return new PollCounters(
                polls + 1,
                failuresAnd(observation.causes()),
                times.plus(observation.took()),
                named.or(() -> leader),
                leaderChanges + (changed ? 1 : 0));
    }
}
