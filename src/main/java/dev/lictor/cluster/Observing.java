package dev.lictor.cluster;

import java.time.Duration;
import java.util.Optional;

/**
 * How each server's sidecar observes it, and what it may do; the settings {@code lictor.sidecar.*} tell the meanings.
 *
 * @param port of the sidecar
 * @param certificate by which the port serves HTTPS; HTTP if absent
 */
public record Observing(
        int port,
        Duration pollInterval,
        Duration pollTimeout,
        Duration maxAge,
        Duration maxLastContact,
        long maxLogLag,
        boolean joinIslands,
        boolean reloadCertificates,
        boolean handOver,
        Optional<PortCertificate> certificate) {}
