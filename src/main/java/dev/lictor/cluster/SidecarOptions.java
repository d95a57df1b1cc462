package dev.lictor.cluster;

import java.time.Duration;
import java.util.Optional;

/**
 * How each server's sidecar observes it, and which actions it takes; see the settings {@code lictor.sidecar.*}.
 *
 * @param port the port that the sidecar listens on
 * @param backups empty if none are kept
 * @param tokenSecret the Secret with the sidecars' ACL tokens; empty if there is none
 * @param certificate for HTTPS on the port; HTTP if empty
 */
public record SidecarOptions(
        int port,
        Duration pollInterval,
        Duration pollTimeout,
        Duration maxAge,
        Duration maxLastContact,
        long maxLogLag,
        boolean joinIsolatedServers,
        boolean reloadCertificates,
        boolean handOver,
        Optional<Backups> backups,
        Optional<String> tokenSecret,
        Optional<PortCertificate> certificate) {
    /**
     * The backups that each server keeps on the volume of its data.
     *
     * @param space the maximum size of all backups of a server, in bytes
     */
    public record Backups(Duration interval, int count, long space) {}
}
