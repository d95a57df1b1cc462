package dev.lictor.sidecar.reconcile;

import dev.lictor.pki.TlsBundle;
import dev.lictor.sidecar.readiness.Readiness;
import dev.lictor.sidecar.reconcile.ActionPlanner.ActionContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Log lines of the reconciler: one for each successful action, and one for each problem until the problem is over. */
final class ActionLog {
    private ActionLog() {}

    /** Lines for problems that this observation has found. */
    static List<String> of(ReconcileState before, ReconcileState after, ActionContext context, ActionSettings rules) {
        var lines = new ArrayList<String>();
        if (after.reported().isolated() && !before.reported().isolated()) {
            lines.add("isolated from its peers: this server has seen %d of %d servers in gossip for %s"
                    .formatted(context.servers(), rules.peers().size(), Readiness.text(ActionSettings.ISOLATED_FOR)));
        }
        if (rules.reloads()
                && context.certificates()
                && after.reported().mount()
                && !before.reported().mount()) {
            after.broken()
                    .map(
                            "the mounted certificates are not reloaded: %s; Consul keeps the certificates that it has"
                                    ::formatted)
                    .ifPresent(lines::add);
        }
        return lines;
    }

    static Optional<String> of(ReconcileState before, ActionResult outcome) {
        return switch (outcome) {
            case ActionResult.Joined(var peers, String why) ->
                Optional.of("joined %s: %s".formatted(String.join(", ", peers), why));
            case ActionResult.NotJoined(String words) ->
                once(before.reported().join(), "could not join its peers, and keeps trying: " + words);
            case ActionResult.Reloaded(var mount, String why) ->
                Optional.of("reloaded Consul: %s; HTTPS and RPC are seen to serve serial %s"
                        .formatted(why, TlsBundle.serial(mount.server())));
            case ActionResult.NotReloaded(var _, String words) ->
                once(before.reported().reload(), "could not reload Consul, and keeps trying: " + words);
            case ActionResult.Serving _, ActionResult.ServingOther _, ActionResult.Unknown _ -> Optional.empty();
        };
    }

    private static Optional<String> once(boolean reportedBefore, String words) {
        return reportedBefore ? Optional.empty() : Optional.of(words);
    }
}
