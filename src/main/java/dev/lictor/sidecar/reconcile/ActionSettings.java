package dev.lictor.sidecar.reconcile;

import java.time.Duration;
import java.util.List;

/**
 * Settings of the sidecar's actions.
 *
 * @param peers addresses of all servers, including this one
 * @param joins whether the sidecar joins an isolated server to its peers
 * @param reloads whether the sidecar makes Consul reload changed certificates
 */
public record ActionSettings(List<String> peers, boolean joins, boolean reloads) {
    /** Within this time a starting server finds running peers by itself. */
    static final Duration ISOLATED_FOR = Duration.ofSeconds(5);

    /** Pause between two attempts of the same action. */
    static final Duration PAUSE = Duration.ofSeconds(10);

    public ActionSettings {
        peers = List.copyOf(peers);
    }
}
