package dev.lictor.proof;

import dev.lictor.cluster.KeyType;
import dev.lictor.pki.AuthorityProfile;
import dev.lictor.pki.CertificateAuthority;
import dev.lictor.pki.KeyMaterial;
import dev.lictor.pki.LeafProfile;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Someone with the servers' own name, by a CA that nobody knows. */
final class Stranger {
    private static final Duration LIFE = Duration.ofHours(1);

    private Stranger() {}

    static KeyMaterial named(String name, Instant now, SecureRandom random) {
        var profile = new AuthorityProfile("A CA that nobody knows", KeyType.EC_P256, LIFE, List.of());
        return CertificateAuthority.create(profile, now, random)
                .issue(new LeafProfile(name, List.of(name), List.of(), List.of(), KeyType.EC_P256), LIFE, now);
    }
}
