package dev.lictor.pki;

import dev.lictor.cluster.ClusterSpec;
import dev.lictor.cluster.KeyType;
import java.time.Duration;
import java.util.List;

/**
 * The properties of a new CA.
 *
 * @param commonName the common name of its subject
 * @param keyType the kind of its key
 * @param validity how long its certificate is valid
 * @param permitted the certificates whose names it may sign, as name constraints (RFC 5280, 4.2.1.10); any name if empty
 */
public record CaProfile(String commonName, KeyType keyType, Duration validity, List<LeafProfile> permitted) {
    public CaProfile {
        permitted = List.copyOf(permitted);
    }

    public static CaProfile of(ClusterSpec spec) {
        var certificates = spec.certificates();
        return new CaProfile(
                spec.name() + " Consul CA",
                certificates.keyType(),
                certificates.ca(),
                certificates.nameConstraints()
                        ? List.of(LeafProfile.ofServers(spec), LeafProfile.ofClients(spec))
                        : List.of());
    }
}
