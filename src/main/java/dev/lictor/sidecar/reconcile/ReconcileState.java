package dev.lictor.sidecar.reconcile;

import dev.lictor.sidecar.reconcile.MountedTls.Whole;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What the reconciler remembers from one poll to the next. Immutable.
 *
 * @param isolatedSince when this server was first seen isolated; absent while it is not
 * @param joinAttemptedAt when joining was last attempted
 * @param inUse the mounted files that Consul is known to serve
 * @param other message if Consul serves another certificate than the mounted one
 * @param certificatesCheckedAt when the served certificate was last checked or Consul was last reloaded
 * @param broken why the mounted files were invalid at the last poll
 * @param refused why its peers did not let it join at the last attempt, while it is isolated
 * @param reported problems that have been logged and still last
 */
record ReconcileState(
        Optional<Instant> isolatedSince,
        Optional<Instant> joinAttemptedAt,
        Optional<Whole> inUse,
        Optional<String> other,
        Optional<Instant> certificatesCheckedAt,
        Optional<String> broken,
        Optional<String> refused,
        ReportedProblems reported,
        ActionCounters actionCounters) {

    /** Problems that have been logged and still last. */
    record ReportedProblems(boolean mount, boolean isolated, boolean join, boolean reload) {}

    static final ReconcileState NOTHING = new ReconcileState(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            new ReportedProblems(false, false, false, false),
            ActionCounters.NONE);

    /**
     * The state after an inspection. A broken mount is reported only if two inspections in a row find it broken, since one may read it in the
     * middle of a change. A server that has just started does not count as isolated.
     */
    ReconcileState observed(boolean isolated, MountedTls mount, Instant now) {
        var since = isolated ? Optional.of(isolatedSince.orElse(now)) : Optional.<Instant>empty();
        boolean longIsolated = since.filter(at -> Duration.between(at, now).compareTo(ActionSettings.ISOLATED_FOR) >= 0)
                .isPresent();
        var why = mount instanceof MountedTls.Broken(String words) ? Optional.of(words) : Optional.<String>empty();
        boolean broken = why.isPresent() && (reported.mount() || why.equals(this.broken));
        return new ReconcileState(
                since,
                joinAttemptedAt,
                inUse,
                other,
                certificatesCheckedAt,
                why,
                refused.filter(_ -> isolated),
                new ReportedProblems(broken, longIsolated, reported.join() && isolated, reported.reload()),
                longIsolated && !reported.isolated() ? actionCounters.plusIsolatedSeen() : actionCounters);
    }

    ReconcileState after(ActionResult outcome, Instant now) {
        var sum = actionCounters.plus(outcome);
        return switch (outcome) {
            case ActionResult.Joined _ -> joining(Optional.empty(), sum, now);
            case ActionResult.NotJoined(String words) -> joining(Optional.of(words), sum, now);
            case ActionResult.Serving(Whole mount) ->
                certificates(Optional.of(mount), Optional.empty(), false, sum, now);
            case ActionResult.Reloaded(Whole mount, String _) ->
                certificates(Optional.of(mount), Optional.empty(), false, sum, now);
            case ActionResult.ServingOther(Whole _, String words) ->
                // No reload was tried yet, so the reload that follows need not wait for the pause.
                new ReconcileState(
                        isolatedSince,
                        joinAttemptedAt,
                        inUse,
                        Optional.of(words),
                        certificatesCheckedAt,
                        broken,
                        refused,
                        reported,
                        sum);
            case ActionResult.NotReloaded _ -> certificates(inUse, other, true, sum, now);
            case ActionResult.Unknown _ -> certificates(inUse, other, reported.reload(), sum, now);
        };
    }

    private ReconcileState joining(Optional<String> refusal, ActionCounters sum, Instant now) {
        return new ReconcileState(
                isolatedSince,
                Optional.of(now),
                inUse,
                other,
                certificatesCheckedAt,
                broken,
                refusal,
                new ReportedProblems(reported.mount(), reported.isolated(), refusal.isPresent(), reported.reload()),
                sum);
    }

    private ReconcileState certificates(
            Optional<Whole> used, Optional<String> differing, boolean failed, ActionCounters sum, Instant now) {
        return new ReconcileState(
                isolatedSince,
                joinAttemptedAt,
                used,
                differing,
                Optional.of(now),
                broken,
                refused,
                new ReportedProblems(reported.mount(), reported.isolated(), reported.join(), failed),
                sum);
    }
}
