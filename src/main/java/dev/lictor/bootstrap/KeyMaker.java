package dev.lictor.bootstrap;

import dev.lictor.bootstrap.objects.SecretObject;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.cluster.ConsulConfiguration;
import dev.lictor.kube.Cluster;
import dev.lictor.pki.Authority;
import dev.lictor.pki.AuthorityProfile;
import dev.lictor.pki.CertificateAuthority;
import dev.lictor.pki.GossipKey;
import dev.lictor.pki.KeyMaterial;
import dev.lictor.pki.LeafProfile;
import dev.lictor.pki.Pem;
import io.fabric8.kubernetes.api.model.Secret;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

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

    /** The content of a Secret; the authority is asked for only if there is a certificate. */
    Map<String, String> make(Map<Part, Source> parts, Supplier<Authority> authority) {
        var content = new TreeMap<String, String>();
        parts.forEach((part, source) -> content.putAll(
                switch (source) {
                    case Source.Made() -> made(part, authority);
                    case Source.OfAuthority(var brought) -> content(brought);
                    case Source.OfServers(var brought) ->
                        content(
                                authority.get().certificate(),
                                brought,
                                ConsulConfiguration.CERTIFICATE_FILE,
                                ConsulConfiguration.KEY_FILE);
                }));
        return content;
    }

    private Map<String, String> made(Part part, Supplier<Authority> authority) {
        return switch (part) {
            case AUTHORITY -> content(newAuthority());
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
            case CLIENT -> leaf(authority.get(), LeafProfile.ofClients(spec), Part.CLIENT_CERTIFICATE, Part.CLIENT_KEY);
        };
    }

    /** All Secrets of a cluster that exists nowhere yet. */
    public Map<String, Secret> all() {
        return all(Map.of());
    }

    /** Those that are there stay as they are, and the CA among them signs the others. */
    public Map<String, Secret> all(Map<String, Secret> present) {
        var secrets = new TreeMap<>(present);
        Supplier<Authority> authority = () -> StoredKeys.authority(
                Objects.requireNonNull(secrets.get(spec.names().authoritySecret())));
        Part.bySecret(spec).forEach((name, parts) -> {
            if (!secrets.containsKey(name)) {
                Map<Part, Source> made =
                        parts.stream().collect(Collectors.toMap(part -> part, part -> new Source.Made()));
                secrets.put(name, SecretObject.of(spec, name, make(made, authority)));
            }
        });
        return secrets;
    }

    private Authority newAuthority() {
        var made = CertificateAuthority.create(AuthorityProfile.of(spec), clock.instant(), random)
                .own();
        return new Authority(made.certificate(), Optional.of(made.key()));
    }

    private static Map<String, String> content(Authority authority) {
        var content = new TreeMap<>(Map.of(Part.AUTHORITY_CERTIFICATE, Pem.certificate(authority.certificate())));
        authority.signing().ifPresent(pair -> content.put(Part.AUTHORITY_KEY, Pem.authorityKey(pair)));
        return content;
    }

    private Map<String, String> leaf(Authority authority, LeafProfile profile, String certificate, String key) {
        var signing = authority.signing().orElseThrow(() -> new Cluster.Superseded("the CA's key is gone again"));
        var leaf = new CertificateAuthority(signing, random)
                .issue(profile, spec.certificates().server(), clock.instant());
        return content(authority.certificate(), leaf, certificate, key);
    }

    private static Map<String, String> content(
            X509Certificate authority, KeyMaterial leaf, String certificate, String key) {
        return Map.of(
                ConsulConfiguration.CA_FILE,
                Pem.certificate(authority),
                certificate,
                Pem.certificate(leaf.certificate()),
                key,
                Pem.key(leaf.key()));
    }
}
