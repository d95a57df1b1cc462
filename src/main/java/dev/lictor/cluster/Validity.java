package dev.lictor.cluster;

import java.time.Duration;

/** For how long certificates are made. */
public record Validity(Duration authority, Duration server) {}
