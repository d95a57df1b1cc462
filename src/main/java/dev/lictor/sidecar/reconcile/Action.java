package dev.lictor.sidecar.reconcile;

import java.util.List;
import java.util.Optional;

/** An action that is due. */
sealed interface Action {
    /**
     * Join this server to peers in gossip.
     *
     * @param addresses of the peers, in the order in which they are tried
     */
    record Join(List<String> addresses, String why) implements Action {}

    /**
     * Check whether Consul serves the mounted certificate.
     *
     * @param rpcPort of this server, since servers that share a host use different ports
     */
    record Inspect(MountedTls.Whole mount, Optional<Integer> rpcPort) implements Action {}

    /** Reload Consul, and check that it then serves the mounted certificate. */
    record Reload(MountedTls.Whole mount, Optional<Integer> rpcPort, String why) implements Action {}
}
