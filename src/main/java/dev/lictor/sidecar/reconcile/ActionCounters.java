package dev.lictor.sidecar.reconcile;

/**
 * Counters of a sidecar's actions since its start.
 *
 * @param isolated times that its server was found isolated from its peers
 * @param joined times that it joined its isolated server to its peers
 * @param joinFailures attempts in which no peer could be joined
 * @param reloads after which Consul served the mounted certificate
 * @param reloadFailures reloads that failed, or after which Consul served another certificate
 */
public record ActionCounters(long isolated, long joined, long joinFailures, long reloads, long reloadFailures) {
    public static final ActionCounters NONE = new ActionCounters(0, 0, 0, 0, 0);

    ActionCounters plusIsolatedSeen() {
        return new ActionCounters(isolated + 1, joined, joinFailures, reloads, reloadFailures);
    }

    ActionCounters plus(ActionResult outcome) {
        return switch (outcome) {
            case ActionResult.Joined _ ->
                new ActionCounters(isolated, joined + 1, joinFailures, reloads, reloadFailures);
            case ActionResult.NotJoined _ ->
                new ActionCounters(isolated, joined, joinFailures + 1, reloads, reloadFailures);
            case ActionResult.Reloaded _ ->
                new ActionCounters(isolated, joined, joinFailures, reloads + 1, reloadFailures);
            case ActionResult.NotReloaded _ ->
                new ActionCounters(isolated, joined, joinFailures, reloads, reloadFailures + 1);
            case ActionResult.Serving _, ActionResult.ServingOther _, ActionResult.Unknown _ -> this;
        };
    }
}
