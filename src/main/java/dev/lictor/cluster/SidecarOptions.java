package dev.lictor.cluster;

import java.time.Duration;
import java.util.Optional;

/**
 * How each server's sidecar observes it, and what it may do; the settings {@code lictor.sidecar.*} tell the meanings.
 *
 * @param port of the sidecar
 * @param backups absent if none are kept
 * @param tokenSecret of ACL tokens; absent if sidecars have none
 * @param certificate by which the port serves HTTPS; HTTP if absent
 */
public record SidecarOptions(
        int port,
        Duration pollInterval,
        Duration pollTimeout,
        Duration maxAge,
        Duration maxLastContact,
        long maxLogLag,
        boolean joinIslands,
        boolean reloadCertificates,
        boolean handOver,
        Optional<Backups> backups,
        Optional<String> tokenSecret,
        Optional<PortCertificate> certificate) {
    /**
     * Of each server, on the volume of its data.
     *
     * @param space bytes that they take at most
     */
    public record Backups(Duration interval, int count, long space) {}
}
