package dev.lictor.operations;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.lictor.bootstrap.keys.KeyMaterialKind;
import dev.lictor.kubernetes.ObjectKey;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A Secret as YAML with masked values. It contains no value and nothing derived from one, and no annotations, because kubectl stores a copy of
 * the values in an annotation.
 */
final class RedactedSecret {
    private static final String MASK = "***";

    private RedactedSecret() {}

    static String of(Secret live) {
        return text(ObjectKey.of(live), masked(live));
    }

    static String made(ObjectKey secret, Set<KeyMaterialKind> kinds) {
        var data = new TreeMap<String, String>();
        kinds.forEach(kind -> kind.keys().forEach(key -> data.put(key, MASK + " (created by bootstrap)")));
        return text(secret, data);
    }

    static String changed(Secret live, Set<KeyMaterialKind> kinds) {
        var data = masked(live);
        kinds.forEach(kind -> kind.keys().forEach(key -> data.put(key, MASK + " (changed)")));
        return text(ObjectKey.of(live), data);
    }

    private static Map<String, String> masked(Secret live) {
        var data = new TreeMap<String, String>();
        live.getData().keySet().forEach(key -> data.put(key, MASK));
        return data;
    }

    private static String text(ObjectKey secret, Map<String, String> data) {
        var tree = JsonNodeFactory.instance.objectNode();
        tree.put("apiVersion", "v1").put("kind", secret.kind());
        tree.putObject("metadata").put("name", secret.name()).put("namespace", secret.namespace());
        var entries = tree.putObject("data");
        data.forEach(entries::put);
        return ObjectYaml.of(tree);
    }
}
