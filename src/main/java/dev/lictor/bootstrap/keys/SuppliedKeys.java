package dev.lictor.bootstrap.keys;

import dev.lictor.pki.Ca;
import dev.lictor.pki.CertificateAndKey;
import java.security.PrivateKey;
import java.util.Optional;

/**
 * Key material that the cluster's owner brings instead of having it made. It shows nothing of the keys.
 *
 * @param ca without its key
 * @param caKey alone, it belongs to a CA whose certificate the cluster holds already
 */
public record SuppliedKeys(Optional<Ca> ca, Optional<PrivateKey> caKey, Optional<CertificateAndKey> server) {
    public static SuppliedKeys none() {
        return new SuppliedKeys(Optional.empty(), Optional.empty(), Optional.empty());
    }

    @Override
    public String toString() {
        return "SuppliedKeys[ca %s, its key %s, servers' %s]"
                .formatted(ca.isPresent(), caKey.isPresent(), server.isPresent());
    }
}
