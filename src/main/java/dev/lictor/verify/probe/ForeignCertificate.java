package dev.lictor.verify.probe;

import dev.lictor.cluster.KeyType;
import dev.lictor.pki.CaProfile;
import dev.lictor.pki.CertificateAndKey;
import dev.lictor.pki.CertificateIssuer;
import dev.lictor.pki.LeafProfile;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Creates a certificate with the servers' name from a new CA that no server trusts. */
public final class ForeignCertificate {
    private static final Duration LIFE = Duration.ofHours(1);

    private ForeignCertificate() {}

    public static CertificateAndKey named(String name, Instant now, SecureRandom random) {
        var profile = new CaProfile("A CA that no server trusts", KeyType.EC_P256, LIFE, List.of());
        return CertificateIssuer.create(profile, now, random)
                .issue(new LeafProfile(name, List.of(name), List.of(), List.of(), KeyType.EC_P256), LIFE, now);
    }
}
