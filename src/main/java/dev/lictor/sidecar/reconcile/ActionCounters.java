package dev.lictor.sidecar.reconcile;

/**
 * What a sidecar has done since its start.
 *
 * @param islands times that its server was found apart from its peers
 * @param joined islands that it joined to their peers
 * @param joinFailures attempts of it in which no peer could be joined
 * @param reloads of changed certificates that were seen to be served afterwards
 * @param reloadFailures attempts after which they were not
 */
public record ActionCounters(long islands, long joined, long joinFailures, long reloads, long reloadFailures) {
    public static final ActionCounters NONE = new ActionCounters(0, 0, 0, 0, 0);

    ActionCounters plusIslandSeen() {
        return new ActionCounters(islands + 1, joined, joinFailures, reloads, reloadFailures);
    }

    ActionCounters plus(ActionResult outcome) {
        return switch (outcome) {
            case ActionResult.Joined _ ->
                new ActionCounters(islands, joined + 1, joinFailures, reloads, reloadFailures);
            case ActionResult.NotJoined _ ->
                new ActionCounters(islands, joined, joinFailures + 1, reloads, reloadFailures);
            case ActionResult.Reloaded _ ->
                new ActionCounters(islands, joined, joinFailures, reloads + 1, reloadFailures);
            case ActionResult.NotReloaded _ ->
                new ActionCounters(islands, joined, joinFailures, reloads, reloadFailures + 1);
            case ActionResult.Serving _, ActionResult.ServingOther _, ActionResult.Unknown _ -> this;
        };
    }
}
