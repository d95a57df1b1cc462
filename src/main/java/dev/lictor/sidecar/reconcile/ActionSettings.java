package dev.lictor.sidecar.reconcile;

import java.time.Duration;
import java.util.List;

/**
 * What a sidecar may do.
 *
 * @param peers addresses of all servers, the own one among them
 * @param joins whether it joins a server that is alone to its peers
 * @param reloads whether it has Consul reload changed certificates
 */
public record ActionSettings(List<String> peers, boolean joins, boolean reloads) {
    /** A server that starts finds its peers by itself within this time, if they are there. */
    static final Duration ISOLATED_FOR = Duration.ofSeconds(5);

    /** Between two attempts of the same act. */
    static final Duration PAUSE = Duration.ofSeconds(10);

    public ActionSettings {
        peers = List.copyOf(peers);
    }
}
