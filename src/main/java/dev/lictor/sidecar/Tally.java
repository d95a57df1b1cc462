package dev.lictor.sidecar;

import dev.lictor.consul.Failure;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What has added up since the start.
 *
 * @param failures polls and inspections in which a question failed, by cause; every cause is there
 * @param leader the last that was known
 */
public record Tally(
        long polls, Map<Failure.Cause, Long> failures, PollTimes times, Optional<String> leader, long leaderChanges) {
    static final Tally NONE = new Tally(0, Map.of(), PollTimes.NONE, Optional.empty(), 0);

    public Tally {
        var all = new EnumMap<Failure.Cause, Long>(Failure.Cause.class);
        for (var cause : Failure.Cause.values()) {
            all.put(cause, failures.getOrDefault(cause, 0L));
        }
        failures = Collections.unmodifiableMap(all);
    }

    /** Of an inspection. */
    Tally plus(Stream<Failure.Cause> causes) {
        return new Tally(polls, failuresAnd(causes), times, leader, leaderChanges);
    }

    private Map<Failure.Cause, Long> failuresAnd(Stream<Failure.Cause> causes) {
        var sum = new EnumMap<>(failures);
        causes.forEach(cause -> sum.merge(cause, 1L, Long::sum));
        return sum;
    }

    Tally plus(Observation observation) {
        var named = observation.knownLeader();
        boolean changed = named.isPresent() && leader.isPresent() && !named.equals(leader);
        return new Tally(
                polls + 1,
                failuresAnd(observation.causes()),
                times.plus(observation.took()),
                named.or(() -> leader),
                leaderChanges + (changed ? 1 : 0));
    }
}
