package dev.lictor.bootstrap.keys;

import dev.lictor.pki.Ca;
import dev.lictor.pki.CertificateAndKey;
import java.security.PrivateKey;
import java.util.Optional;

/**
 * Key material that the user supplies by options; the rest is generated. {@code toString} shows no key.
 *
 * @param ca the CA without its private key
 * @param caKey the CA's private key; without {@code ca} it must belong to the CA that the cluster has already
 * @param server the servers' certificate and key
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
