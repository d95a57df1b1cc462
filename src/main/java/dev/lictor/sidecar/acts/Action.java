package dev.lictor.sidecar.acts;

import java.util.List;

/** What is due. */
sealed interface Action {
    /**
     * To join this server to others.
     *
     * @param addresses of the peers, in the order in which they are tried
     */
    record Join(List<String> addresses, String why) implements Action {}

    /** To find out whether the mounted certificate is the one that is served. */
    record Inspect(Mount.Whole mount) implements Action {}

    /** To have the mounted certificates served, and to see that they are. */
    record Reload(Mount.Whole mount, String why) implements Action {}
}
