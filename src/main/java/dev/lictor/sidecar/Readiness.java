package dev.lictor.sidecar;

import dev.lictor.consul.RaftState;
import dev.lictor.sidecar.Reason.Rule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether a server can serve, and why not.
 *
 * @param reasons every rule that it breaks; ready means none
 * @param unchecked rules that could not be checked for lack of a right, which alone keeps no server from being ready
 */
public record Readiness(RaftRole role, List<Reason> reasons, List<Reason> unchecked) {
    /**
     * @param maxAge of an observation that is believed
     * @param maxLastContact of a follower with its leader
     * @param maxLogLag of what is applied behind what is committed, in entries
     */
    public record Limits(Duration maxAge, Duration maxLastContact, long maxLogLag) {}

    public Readiness {
        reasons = List.copyOf(reasons);
        unchecked = List.copyOf(unchecked);
    }

    public static Readiness of(Optional<Observation> observed, Instant now, Limits limits) {
        if (observed.isEmpty()) {
            return unknown(new Reason(Rule.OBSERVED, "Consul has not been asked yet"));
        }
        var observation = observed.get();
        var age = Duration.between(observation.at(), now);
        if (age.compareTo(limits.maxAge()) > 0) {
            var words = "the last observation is %s old, more than %s".formatted(text(age), text(limits.maxAge()));
            return unknown(new Reason(Rule.FRESH, words));
        }
        return new Readiness(
                role(observation),
                ReadinessRules.objections(observation, limits),
                ReadinessRules.unchecked(observation));
    }

    public boolean ready() {
        return reasons.isEmpty();
    }

    private static Readiness unknown(Reason reason) {
        return new Readiness(RaftRole.UNKNOWN, List.of(reason), List.of());
    }

    private static RaftRole role(Observation observation) {
        return observation
                .raft()
                .map(raft -> switch (raft.role()) {
                    case RaftState.LEADER -> RaftRole.LEADER;
                    case RaftState.CANDIDATE -> RaftRole.CANDIDATE;
                    case RaftState.FOLLOWER ->
                        observation.voter().orElse(true) ? RaftRole.FOLLOWER : RaftRole.NON_VOTER;
                    default -> RaftRole.UNKNOWN;
                })
                .orElse(RaftRole.UNKNOWN);
    }

    /** Short enough to read: {@code 43 ms}, {@code 1.2 s}. */
    public static String text(Duration duration) {
        return duration.compareTo(Duration.ofSeconds(1)) < 0
                ? duration.toMillis() + " ms"
                : String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }
}
