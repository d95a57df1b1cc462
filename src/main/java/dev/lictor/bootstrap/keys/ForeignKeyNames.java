package dev.lictor.bootstrap.keys;

import dev.lictor.cluster.ConsulConfiguration;
import dev.lictor.manifests.SecretObject;
import dev.lictor.pki.BrokenKeyMaterialException;
import dev.lictor.pki.Ca;
import dev.lictor.pki.GossipKey;
import dev.lictor.pki.Pem;
import io.fabric8.kubernetes.api.model.Secret;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Finds key material that a Secret holds under other names than Lictor's, such as a Secret made by hand or by another program. It is recognised
 * by its content, and only if there is exactly one candidate.
 */
public final class ForeignKeyNames {
    private final Secret live;
    private final List<String> others;

    private ForeignKeyNames(Secret live, KeyMaterialKind kind) {
        this.live = live;
        this.others = live.getData() == null
                ? List.of()
                : live.getData().keySet().stream()
                        .filter(entry -> !kind.keys().contains(entry))
                        .sorted()
                        .toList();
    }

    /** A command that copies the entries to the expected names and keeps the others. It shows no key. */
    public static Optional<String> remedy(Secret live, KeyMaterialKind kind) {
        var copies = new ForeignKeyNames(live, kind).copies(kind);
        return copies.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "it is there under another name; this command copies it to the expected one: kubectl -n %s patch secret %s --type=json -p='[%s]'"
                                .formatted(
                                        live.getMetadata().getNamespace(),
                                        live.getMetadata().getName(),
                                        copies.entrySet().stream()
                                                .map(copy ->
                                                        "{\"op\":\"copy\",\"from\":\"/data/%s\",\"path\":\"/data/%s\"}"
                                                                .formatted(copy.getValue(), copy.getKey()))
                                                .collect(Collectors.joining(","))));
    }

    /** The present entry name for each missing one; empty unless all missing entries are found. */
    private Map<String, String> copies(KeyMaterialKind kind) {
        var known = switch (kind) {
            case GOSSIP ->
                Map.of(
                        ConsulConfiguration.GOSSIP_KEY,
                        place(ConsulConfiguration.GOSSIP_KEY, ForeignKeyNames::isGossipKey));
            case CA -> pair(KeyMaterialKind.CA_CERTIFICATE, KeyMaterialKind.CA_KEY, ForeignKeyNames::isCa);
            case SERVER -> leaf(ConsulConfiguration.CERTIFICATE_FILE, ConsulConfiguration.KEY_FILE);
            case CLIENT -> leaf(KeyMaterialKind.CLIENT_CERTIFICATE, KeyMaterialKind.CLIENT_KEY);
        };
        var copies = new TreeMap<String, String>();
        for (var place : known.entrySet()) {
            if (place.getValue().isEmpty() && place.getKey().equals(KeyMaterialKind.CA_KEY)) {
                continue; // the CA's key may be kept elsewhere
            }
            if (place.getValue().isEmpty()) {
                return Map.of();
            }
            if (!place.getKey().equals(place.getValue().get())) {
                copies.put(place.getKey(), place.getValue().get());
            }
        }
        return copies;
    }

    private Map<String, Optional<String>> leaf(String certificate, String key) {
        var places = new TreeMap<>(pair(certificate, key, found -> !isCa(found)));
        places.put(
                ConsulConfiguration.CA_FILE,
                place(
                        ConsulConfiguration.CA_FILE,
                        entry ->
                                certificate(entry).filter(ForeignKeyNames::isCa).isPresent()));
        return places;
    }

    private Map<String, Optional<String>> pair(String certificate, String key, Predicate<X509Certificate> isWanted) {
        var found =
                place(certificate, entry -> certificate(entry).filter(isWanted).isPresent());
        return Map.of(
                certificate,
                found,
                key,
                found.flatMap(this::content)
                        .flatMap(ForeignKeyNames::certificate)
                        .flatMap(shown -> place(
                                key,
                                entry -> key(entry)
                                        .filter(new Ca(shown, Optional.empty())::fits)
                                        .isPresent())));
    }

    /** The expected name if it exists, otherwise the only other entry of such content. */
    private Optional<String> place(String name, Predicate<String> isSuch) {
        if (content(name).isPresent()) {
            return Optional.of(name);
        }
        var possible = others.stream()
                .filter(other -> content(other).filter(isSuch).isPresent())
                .toList();
        return possible.size() == 1 ? Optional.of(possible.getFirst()) : Optional.empty();
    }

    private Optional<String> content(String entry) {
        return SecretObject.content(live, entry);
    }

    private static Optional<X509Certificate> certificate(String pem) {
        return read(pem, text -> Pem.readCertificates(text, "").getFirst());
    }

    private static Optional<PrivateKey> key(String pem) {
        return read(pem, text -> Pem.readKey(text, ""));
    }

    private static boolean isGossipKey(String text) {
        return read(text, GossipKey::parse).isPresent();
    }

    private static boolean isCa(X509Certificate certificate) {
        return certificate.getBasicConstraints() >= 0;
    }

    private static <T> Optional<T> read(String text, Function<String, T> reader) {
        try {
            return Optional.of(reader.apply(text));
        } catch (BrokenKeyMaterialException e) {
            return Optional.empty(); // the entry is something else
        }
    }
}
