package dev.lictor.bootstrap;

import dev.lictor.bootstrap.objects.SecretObject;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.cluster.ConsulConfiguration;
import dev.lictor.pki.CertificateAuthority;
import dev.lictor.pki.GossipKey;
import dev.lictor.pki.LeafProfile;
import dev.lictor.pki.Pem;
import io.fabric8.kubernetes.api.model.Secret;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Makes key material as it is stored. */
public final class KeyMaker {
    private final ClusterSpec spec;
    private final SecureRandom random;
    private final InstantSource clock;

    public KeyMaker(ClusterSpec spec, SecureRandom random, InstantSource clock) {
        this.spec = spec;
        this.random = random;
        this.clock = clock;
    }

    /** The content of a Secret; the authority is asked for only if a certificate is to be issued. */
    Map<String, String> make(Set<Part> parts, Supplier<CertificateAuthority> authority) {
        var content = new TreeMap<String, String>();
        parts.forEach(part -> content.putAll(
                switch (part) {
                    case AUTHORITY -> newAuthority();
                    case GOSSIP ->
                        Map.of(
                                ConsulConfiguration.GOSSIP_KEY,
                                GossipKey.generate(random).base64());
                    case SERVER ->
                        leaf(
                                authority.get(),
                                LeafProfile.ofServers(spec),
                                ConsulConfiguration.CERTIFICATE_FILE,
                                ConsulConfiguration.KEY_FILE);
                    case CLIENT ->
                        leaf(authority.get(), LeafProfile.ofClients(spec), Part.CLIENT_CERTIFICATE, Part.CLIENT_KEY);
                }));
        return content;
    }

    CertificateAuthority authority(Secret stored) {
        return new CertificateAuthority(StoredKeys.authority(stored), random);
    }

    /** All Secrets of a cluster that exists nowhere yet. */
    public Map<String, Secret> all() {
        return all(Map.of());
    }

    /** Those that are there stay as they are, and the CA among them signs the others. */
    public Map<String, Secret> all(Map<String, Secret> present) {
        var secrets = new TreeMap<>(present);
        Supplier<CertificateAuthority> authority =
                () -> authority(Objects.requireNonNull(secrets.get(spec.names().authoritySecret())));
        Part.bySecret(spec).forEach((name, parts) -> {
            if (!secrets.containsKey(name)) {
                secrets.put(name, SecretObject.of(spec, name, make(parts, authority)));
            }
        });
        return secrets;
    }

    private Map<String, String> newAuthority() {
        var authority = CertificateAuthority.create(
                spec.name() + " Consul CA", spec.validity().authority(), clock.instant(), random);
        return Map.of(
                Part.AUTHORITY_CERTIFICATE, Pem.certificate(authority.certificate()),
                Part.AUTHORITY_KEY, Pem.authorityKey(authority.own()));
    }

    private Map<String, String> leaf(
            CertificateAuthority authority, LeafProfile profile, String certificate, String key) {
        var leaf = authority.issue(profile, spec.validity().server(), clock.instant());
        return Map.of(
                ConsulConfiguration.CA_FILE,
                Pem.certificate(authority.certificate()),
                certificate,
                Pem.certificate(leaf.certificate()),
                key,
                Pem.key(leaf.key()));
    }
}
