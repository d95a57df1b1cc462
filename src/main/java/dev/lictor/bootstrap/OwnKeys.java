package dev.lictor.bootstrap;

import dev.lictor.pki.Authority;
import dev.lictor.pki.KeyMaterial;
import java.security.PrivateKey;
import java.util.Optional;

/**
 * Key material that the cluster's owner brings instead of having it made. It shows nothing of the keys.
 *
 * @param authority without its key
 * @param authorityKey alone, it belongs to a CA whose certificate the cluster holds already
 */
public record OwnKeys(Optional<Authority> authority, Optional<PrivateKey> authorityKey, Optional<KeyMaterial> server) {
    public static OwnKeys none() {
        return new OwnKeys(Optional.empty(), Optional.empty(), Optional.empty());
    }

    @Override
    public String toString() {
        return "OwnKeys[authority %s, its key %s, servers' %s]"
                .formatted(authority.isPresent(), authorityKey.isPresent(), server.isPresent());
    }
}
