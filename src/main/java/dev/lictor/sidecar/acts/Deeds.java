package dev.lictor.sidecar.acts;

/**
 * What a sidecar has done since its start.
 *
 * @param islands times that its server was found apart from its peers
 * @param joined islands that it joined to their peers
 * @param joinFailures attempts of it in which no peer could be joined
 * @param reloads of changed certificates that were seen to be served afterwards
 * @param reloadFailures attempts after which they were not
 */
public record Deeds(long islands, long joined, long joinFailures, long reloads, long reloadFailures) {
    public static final Deeds NONE = new Deeds(0, 0, 0, 0, 0);

    Deeds plusIslandSeen() {
        return new Deeds(islands + 1, joined, joinFailures, reloads, reloadFailures);
    }

    Deeds plus(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Joined _ -> new Deeds(islands, joined + 1, joinFailures, reloads, reloadFailures);
            case Outcome.NotJoined _ -> new Deeds(islands, joined, joinFailures + 1, reloads, reloadFailures);
            case Outcome.Reloaded _ -> new Deeds(islands, joined, joinFailures, reloads + 1, reloadFailures);
            case Outcome.NotReloaded _ -> new Deeds(islands, joined, joinFailures, reloads, reloadFailures + 1);
            case Outcome.Serving _, Outcome.ServingOther _, Outcome.Unknown _ -> this;
        };
    }
}
