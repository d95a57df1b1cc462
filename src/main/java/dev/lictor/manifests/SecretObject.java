package dev.lictor.manifests;

import dev.lictor.cluster.ClusterSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A Secret of key material. */
public final class SecretObject {
    private SecretObject() {}

    public static Secret of(ClusterSpec spec, String name, Map<String, String> content) {
        return new SecretBuilder()
                .withMetadata(Labels.metadata(spec, name))
                .withType("Opaque")
                .withData(encoded(content))
                .build();
    }

    /** The live Secret, with its {@code resourceVersion}, and with some of its content replaced. */
    public static Secret changed(Secret live, Map<String, String> content) {
        return new SecretBuilder(live).addToData(encoded(content)).build();
    }

    /** The live Secret, with its {@code resourceVersion}, and with the labels of this cluster. */
    public static Secret labelled(ClusterSpec spec, Secret live) {
        return new SecretBuilder(live)
                .editMetadata()
                .addToLabels(Labels.all(spec))
                .endMetadata()
                .build();
    }

    public static Optional<String> content(Secret secret, String key) {
        return bytes(secret, key).map(content -> new String(content, StandardCharsets.UTF_8));
    }

    public static Optional<byte[]> bytes(Secret secret, String key) {
        return Optional.ofNullable(secret.getData()).map(data -> data.get(key)).map(Base64.getDecoder()::decode);
    }

    private static Map<String, String> encoded(Map<String, String> content) {
        var encoded = new TreeMap<String, String>();
        content.forEach((key, value) ->
                encoded.put(key, Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8))));
        return encoded;
    }
}
