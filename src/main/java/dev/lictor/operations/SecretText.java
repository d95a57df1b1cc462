package dev.lictor.operations;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.lictor.bootstrap.Part;
import dev.lictor.kube.ObjectKey;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A Secret as YAML of which only the keys are true: neither its values nor anything made of them, and no annotation, since kubectl
 * keeps a copy of the values in one.
 */
final class SecretText {
    private static final String MASK = "***";

    private SecretText() {}

    static String of(Secret live) {
        return text(ObjectKey.of(live), masked(live));
    }

    static String made(ObjectKey secret, Set<Part> parts) {
        var data = new TreeMap<String, String>();
        parts.forEach(part -> part.keys().forEach(key -> data.put(key, MASK + " (made when bootstrap runs)")));
        return text(secret, data);
    }

    static String changed(Secret live, Set<Part> parts) {
        var data = masked(live);
        parts.forEach(part -> part.keys().forEach(key -> data.put(key, MASK + " (another)")));
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
        return ObjectText.of(tree);
    }
}
