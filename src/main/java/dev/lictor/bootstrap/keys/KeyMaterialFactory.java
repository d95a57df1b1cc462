package dev.lictor.bootstrap.keys;

import dev.lictor.cluster.ClusterSpec;
import dev.lictor.cluster.ConsulConfiguration;
import dev.lictor.kubernetes.WriteConflictException;
import dev.lictor.manifests.SecretObject;
import dev.lictor.pki.Ca;
import dev.lictor.pki.CaProfile;
import dev.lictor.pki.CertificateAndKey;
import dev.lictor.pki.CertificateIssuer;
import dev.lictor.pki.GossipKey;
import dev.lictor.pki.LeafProfile;
import dev.lictor.pki.Pem;
import io.fabric8.kubernetes.api.model.Secret;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Makes key material as it is stored. */
public final class KeyMaterialFactory {
    private final ClusterSpec spec;
    private final SecureRandom random;
    private final InstantSource clock;

    public KeyMaterialFactory(ClusterSpec spec, SecureRandom random, InstantSource clock) {
        this.spec = spec;
        this.random = random;
        this.clock = clock;
    }

    /**
     * The content of a Secret; the authority is asked for only if there is a certificate.
     *
     * @param trusted what the Secret's {@code ca.crt} holds already
     */
    public Map<String, String> make(
            Map<KeyMaterialKind, KeyMaterialSource> parts, Optional<String> trusted, Supplier<Ca> authority) {
        var content = new TreeMap<String, String>();
        parts.forEach((part, source) -> content.putAll(
                switch (source) {
                    case KeyMaterialSource.Made() -> made(part, trusted, authority);
                    case KeyMaterialSource.OfAuthority(var brought) -> content(brought);
                    case KeyMaterialSource.OfServers(var brought) ->
                        content(
                                bundle(trusted, authority.get()),
                                brought,
                                ConsulConfiguration.CERTIFICATE_FILE,
                                ConsulConfiguration.KEY_FILE);
                }));
        return content;
    }

    private Map<String, String> made(KeyMaterialKind part, Optional<String> trusted, Supplier<Ca> authority) {
        return switch (part) {
            case AUTHORITY -> content(newAuthority());
            case GOSSIP ->
                Map.of(
                        ConsulConfiguration.GOSSIP_KEY,
                        GossipKey.generate(random).base64());
            case SERVER ->
                leaf(
                        authority.get(),
                        trusted,
                        LeafProfile.ofServers(spec),
                        ConsulConfiguration.CERTIFICATE_FILE,
                        ConsulConfiguration.KEY_FILE);
            case CLIENT ->
                leaf(
                        authority.get(),
                        trusted,
                        LeafProfile.ofClients(spec),
                        KeyMaterialKind.CLIENT_CERTIFICATE,
                        KeyMaterialKind.CLIENT_KEY);
        };
    }

    /** All Secrets of a cluster that exists nowhere yet. */
    public Map<String, Secret> all() {
        return all(Map.of());
    }

    /** Those that are there stay as they are, and the CA among them signs the others. */
    public Map<String, Secret> all(Map<String, Secret> present) {
        var secrets = new TreeMap<>(present);
        Supplier<Ca> authority = () -> SecretKeyReader.authority(
                Objects.requireNonNull(secrets.get(spec.names().authoritySecret())));
        KeyMaterialKind.bySecret(spec).forEach((name, parts) -> {
            if (!secrets.containsKey(name)) {
                Map<KeyMaterialKind, KeyMaterialSource> made =
                        parts.stream().collect(Collectors.toMap(part -> part, part -> new KeyMaterialSource.Made()));
                secrets.put(name, SecretObject.of(spec, name, make(made, Optional.empty(), authority)));
            }
        });
        return secrets;
    }

    private Ca newAuthority() {
        var made = CertificateIssuer.create(CaProfile.of(spec), clock.instant(), random)
                .own();
        return new Ca(made.certificate(), Optional.of(made.key()));
    }

    private static Map<String, String> content(Ca authority) {
        var content = new TreeMap<>(Map.of(KeyMaterialKind.AUTHORITY_CERTIFICATE, Pem.certificates(authority.chain())));
        authority.signing().ifPresent(pair -> content.put(KeyMaterialKind.AUTHORITY_KEY, Pem.authorityKey(pair)));
        return content;
    }

    private Map<String, String> leaf(
            Ca authority, Optional<String> trusted, LeafProfile profile, String certificate, String key) {
        var signing = authority.signing().orElseThrow(() -> new WriteConflictException("the CA's key is gone again"));
        var leaf = new CertificateIssuer(signing, random)
                .issue(profile, spec.certificates().server(), clock.instant());
        return content(bundle(trusted, authority), leaf, certificate, key);
    }

    /**
     * Whoever is trusted stays so, word for word: servers that still show a certificate of another CA must be believed, and clients
     * may have theirs from one. Only a person knows when that is over.
     */
    private static String bundle(Optional<String> trusted, Ca authority) {
        if (trusted.isEmpty()) {
            return Pem.certificates(authority.chain());
        }
        var present = trusted.get();
        var held = Pem.readCertificates(present, ConsulConfiguration.CA_FILE);
        if (held.contains(authority.certificate())) {
            return present;
        }
        var missing = authority.chain().stream()
                .filter(certificate -> !held.contains(certificate))
                .toList();
        return present.stripTrailing() + "\n" + Pem.certificates(missing);
    }

    private static Map<String, String> content(String bundle, CertificateAndKey leaf, String certificate, String key) {
        return Map.of(
                ConsulConfiguration.CA_FILE,
                bundle,
                certificate,
                Pem.certificates(leaf.shown()),
                key,
                Pem.key(leaf.key()));
    }
}
