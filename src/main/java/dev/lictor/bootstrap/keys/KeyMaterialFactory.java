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

/** Generates key material in the form in which Secrets hold it. */
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
     * The content of a Secret. The CA is read only if a certificate is issued.
     *
     * @param trusted the present content of the Secret's {@code ca.crt}
     */
    public Map<String, String> make(
            Map<KeyMaterialKind, KeyMaterialSource> sources, Optional<String> trusted, Supplier<Ca> ca) {
        var content = new TreeMap<String, String>();
        sources.forEach((kind, source) -> content.putAll(
                switch (source) {
                    case KeyMaterialSource.Made() -> made(kind, trusted, ca);
                    case KeyMaterialSource.OfCa(var supplied) -> content(supplied);
                    case KeyMaterialSource.OfServers(var supplied) ->
                        content(
                                bundle(trusted, ca.get()),
                                supplied,
                                ConsulConfiguration.CERTIFICATE_FILE,
                                ConsulConfiguration.KEY_FILE);
                }));
        return content;
    }

    private Map<String, String> made(KeyMaterialKind kind, Optional<String> trusted, Supplier<Ca> ca) {
        return switch (kind) {
            case CA -> content(newCa());
            case GOSSIP ->
                Map.of(
                        ConsulConfiguration.GOSSIP_KEY,
                        GossipKey.generate(random).base64());
            case SERVER ->
                leaf(
                        ca.get(),
                        trusted,
                        LeafProfile.ofServers(spec),
                        ConsulConfiguration.CERTIFICATE_FILE,
                        ConsulConfiguration.KEY_FILE);
            case CLIENT ->
                leaf(
                        ca.get(),
                        trusted,
                        LeafProfile.ofClients(spec),
                        KeyMaterialKind.CLIENT_CERTIFICATE,
                        KeyMaterialKind.CLIENT_KEY);
        };
    }

    /** All Secrets of a new cluster. */
    public Map<String, Secret> all() {
        return all(Map.of());
    }

    /** All Secrets: the present ones unchanged, and the missing ones, signed by the present CA if there is one. */
    public Map<String, Secret> all(Map<String, Secret> present) {
        var secrets = new TreeMap<>(present);
        Supplier<Ca> ca = () -> SecretKeyReader.ca(
                Objects.requireNonNull(secrets.get(spec.names().caSecret())));
        KeyMaterialKind.bySecret(spec).forEach((name, kinds) -> {
            if (!secrets.containsKey(name)) {
                Map<KeyMaterialKind, KeyMaterialSource> made =
                        kinds.stream().collect(Collectors.toMap(kind -> kind, kind -> new KeyMaterialSource.Made()));
                secrets.put(name, SecretObject.of(spec, name, make(made, Optional.empty(), ca)));
            }
        });
        return secrets;
    }

    private Ca newCa() {
        var made = CertificateIssuer.create(CaProfile.of(spec), clock.instant(), random)
                .own();
        return new Ca(made.certificate(), Optional.of(made.key()));
    }

    private static Map<String, String> content(Ca ca) {
        var content = new TreeMap<>(Map.of(KeyMaterialKind.CA_CERTIFICATE, Pem.certificates(ca.chain())));
        ca.certificateAndKey().ifPresent(pair -> content.put(KeyMaterialKind.CA_KEY, Pem.caKey(pair)));
        return content;
    }

    private Map<String, String> leaf(
            Ca ca, Optional<String> trusted, LeafProfile profile, String certificate, String key) {
        var issuer = ca.certificateAndKey()
                .orElseThrow(() -> new WriteConflictException("the CA's key has been removed meanwhile"));
        var leaf = new CertificateIssuer(issuer, random)
                .issue(profile, spec.certificates().server(), clock.instant());
        return content(bundle(trusted, ca), leaf, certificate, key);
    }

    /**
     * The content of {@code ca.crt}: the present text unchanged, with the CA appended if it is missing. Servers or clients may still use
     * certificates of another CA, and only an operator knows when none does.
     */
    private static String bundle(Optional<String> trusted, Ca ca) {
        if (trusted.isEmpty()) {
            return Pem.certificates(ca.chain());
        }
        var present = trusted.get();
        var held = Pem.readCertificates(present, ConsulConfiguration.CA_FILE);
        if (held.contains(ca.certificate())) {
            return present;
        }
        var missing = ca.chain().stream()
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
