package dev.lictor.cluster;

import java.time.Duration;

/**
 * How each server's sidecar observes it; the settings {@code lictor.sidecar.*} tell the meanings.
 *
 * @param port of the sidecar
 */
public record Observing(
        int port,
        Duration pollInterval,
        Duration pollTimeout,
        Duration maxAge,
        Duration maxLastContact,
        long maxLogLag) {}
