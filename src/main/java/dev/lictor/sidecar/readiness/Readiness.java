package dev.lictor.sidecar.readiness;

import dev.lictor.consul.RaftState;
import dev.lictor.sidecar.observe.Observation;
import dev.lictor.sidecar.observe.RaftRole;
import dev.lictor.sidecar.observe.SlowObservation;
import dev.lictor.sidecar.observe.StalledReplication;
import dev.lictor.sidecar.readiness.Reason.Rule;
import dev.lictor.sidecar.readiness.RuleResult.Fail;
import dev.lictor.sidecar.readiness.RuleResult.Forbidden;
import dev.lictor.sidecar.readiness.RuleResult.Pass;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Whether a server can serve, and why not.
 *
 * @param results by rule; if a rule fails that leaves everything unknown, the rules after it are missing
 */
public record Readiness(RaftRole role, Map<Rule, RuleResult> results) {
    /**
     * @param maxAge of an observation
     * @param maxLastContact time since a follower heard its leader
     * @param maxLogLag committed entries that are not applied
     */
    public record Limits(Duration maxAge, Duration maxLastContact, long maxLogLag) {}

    public Readiness {
        results = Collections.unmodifiableMap(new EnumMap<>(results));
    }

    /** @param refused why this server could not join its peers in gossip, if it tried and could not */
    public static Readiness of(
            Optional<Observation> observed,
            SlowObservation.Fresh slow,
            Optional<StalledReplication> stalled,
            Optional<String> refused,
            Instant now,
            Limits limits) {
        var results = new EnumMap<Rule, RuleResult>(Rule.class);
        if (observed.isEmpty()) {
            results.put(Rule.OBSERVED, new Fail("Consul has not been asked yet"));
            return new Readiness(RaftRole.UNKNOWN, results);
        }
        results.put(Rule.OBSERVED, RuleResult.PASS);
        var observation = observed.get();
        var age = Duration.between(observation.at(), now);
        if (age.compareTo(limits.maxAge()) > 0) {
            results.put(
                    Rule.FRESH,
                    new Fail("the last observation is %s old, more than %s"
                            .formatted(text(age), text(limits.maxAge()))));
            return new Readiness(RaftRole.UNKNOWN, results);
        }
        results.put(Rule.FRESH, RuleResult.PASS);
        results.putAll(ReadinessRules.results(observation, slow, stalled, refused, limits));
        return new Readiness(role(observation, slow), results);
    }

    /** Whether no rule fails. */
    public boolean ready() {
        return results.values().stream().noneMatch(Fail.class::isInstance);
    }

    public boolean passes(Rule rule) {
        return results.get(rule) instanceof Pass;
    }

    /** Every rule that fails, with its message. */
    public List<Reason> reasons() {
        return reasons(result -> result instanceof Fail(String words) ? words : "");
    }

    /** Rules that were not checked because a permission is missing. */
    public List<Reason> unchecked() {
        return reasons(result -> result instanceof Forbidden(String words) ? words : "");
    }

    /** A loop and not a stream: every probe runs this code, and a loop allocates less. */
    private List<Reason> reasons(Function<RuleResult, String> words) {
        var reasons = new ArrayList<Reason>();
        results.forEach((rule, result) -> {
            var said = words.apply(result);
            if (!said.isEmpty()) {
                reasons.add(new Reason(rule, said));
            }
        });
        return reasons;
    }

    private static RaftRole role(Observation observation, SlowObservation.Fresh slow) {
        return observation
                .raft()
                .map(raft -> switch (raft.role()) {
                    case RaftState.LEADER -> RaftRole.LEADER;
                    case RaftState.CANDIDATE -> RaftRole.CANDIDATE;
                    case RaftState.FOLLOWER ->
                        observation.voter(slow).orElse(true) ? RaftRole.FOLLOWER : RaftRole.NON_VOTER;
                    default -> RaftRole.UNKNOWN;
                })
                .orElse(RaftRole.UNKNOWN);
    }

    /** A duration as text: {@code 43 ms}, {@code 1.2 s}. */
    public static String text(Duration duration) {
        return duration.compareTo(Duration.ofSeconds(1)) < 0
                ? duration.toMillis() + " ms"
                : String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }
}
