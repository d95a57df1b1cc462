package dev.lictor.sidecar.reconcile;

import dev.lictor.sidecar.reconcile.MountedTls.Whole;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What the sidecar keeps in mind from one look to the next. Never changed, only replaced.
 *
 * @param aloneSince when this server was first seen isolated; absent while it is not
 * @param joinTried when joining was last tried
 * @param inUse the mount that Consul is known to serve
 * @param other why it is known to serve another certificate than the mounted one
 * @param certificatesTried when Consul was last inspected or told to reload
 * @param broken why the mount was broken at the last look
 * @param refused why its peers did not let it join at the last attempt, as long as it is isolated
 * @param complained whether the last attempt of each kind failed, which is told once
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

    /** Which troubles have been told of and last. */
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
                // Nothing of the kind was tried yet: what follows need not wait.
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
