package dev.lictor.sidecar.observe;

import java.time.Instant;
import java.util.Optional;

/**
 * When the mounted certificates end.
 *
 * @param authority the earliest of the CA bundle, absent if it cannot be read
 * @param server the server's own, absent if it cannot be read
 */
public record CertificateExpiry(Optional<Instant> authority, Optional<Instant> server) {
    public static final CertificateExpiry UNKNOWN = new CertificateExpiry(Optional.empty(), Optional.empty());
}
