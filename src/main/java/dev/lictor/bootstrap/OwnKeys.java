package dev.lictor.bootstrap;

import dev.lictor.pki.KeyMaterial;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Optional;

/**
 * Key material that the cluster's owner brings instead of having it made. It shows nothing of the keys.
 *
 * @param authorityKey alone, it belongs to a CA whose certificate the cluster holds already
 */
public record OwnKeys(
        Optional<X509Certificate> authority, Optional<PrivateKey> authorityKey, Optional<KeyMaterial> server) {
    public static OwnKeys none() {
        return new OwnKeys(Optional.empty(), Optional.empty(), Optional.empty());
    }

    @Override
    public String toString() {
        return "OwnKeys[authority %s, its key %s, servers' %s]"
                .formatted(authority.isPresent(), authorityKey.isPresent(), server.isPresent());
    }
}
