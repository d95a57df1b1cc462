package dev.lictor.sidecar;

import dev.lictor.consul.Failure;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What the polls since the start add up to.
 *
 * @param failures polls in which a question failed, by cause; every cause is there
 */
public record Tally(long polls, Map<Failure.Cause, Long> failures) {
    static final Tally NONE = new Tally(0, Map.of());

    public Tally {
        var all = new EnumMap<Failure.Cause, Long>(Failure.Cause.class);
        for (var cause : Failure.Cause.values()) {
            all.put(cause, failures.getOrDefault(cause, 0L));
        }
        failures = Collections.unmodifiableMap(all);
    }

    Tally plus(Observation observation) {
        var sum = new EnumMap<>(failures);
        observation.causes().forEach(cause -> sum.merge(cause, 1L, Long::sum));
        return new Tally(polls + 1, sum);
    }
}
