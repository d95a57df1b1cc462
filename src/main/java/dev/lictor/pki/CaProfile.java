package dev.lictor.pki;

import dev.lictor.cluster.ClusterSpec;
import dev.lictor.cluster.KeyType;
import java.time.Duration;
import java.util.List;

/**
 * What a CA is for.
 *
 * @param permitted the leaves whose names alone it may sign; any name if empty
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
