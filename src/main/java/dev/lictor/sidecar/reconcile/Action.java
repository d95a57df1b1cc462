package dev.lictor.sidecar.reconcile;

import java.util.List;
import java.util.Optional;

/** What is due. */
sealed interface Action {
    /**
     * To join this server to others.
     *
     * @param addresses of the peers, in the order in which they are tried
     */
    record Join(List<String> addresses, String why) implements Action {}

    /**
     * To find out whether the mounted certificate is the one that is served.
     *
     * @param rpcPort of the server; another server may listen on any other
     */
    record Inspect(MountedTls.Whole mount, Optional<Integer> rpcPort) implements Action {}

    /** To have the mounted certificates served, and to see that they are. */
    record Reload(MountedTls.Whole mount, Optional<Integer> rpcPort, String why) implements Action {}
}
