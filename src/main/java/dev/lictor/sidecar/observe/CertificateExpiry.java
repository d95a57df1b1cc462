package dev.lictor.sidecar.observe;

import java.time.Instant;
import java.util.Optional;

/**
 * When the mounted certificates expire.
 *
 * @param ca the earliest expiry in the CA bundle, absent if the bundle cannot be read
 * @param server expiry of the server's certificate, absent if it cannot be read
 */
public record CertificateExpiry(Optional<Instant> ca, Optional<Instant> server) {
    public static final CertificateExpiry UNKNOWN = new CertificateExpiry(Optional.empty(), Optional.empty());
}
