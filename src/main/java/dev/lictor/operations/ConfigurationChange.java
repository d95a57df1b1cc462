package dev.lictor.operations;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The configuration before and after, under one key, for each has a key of its own and people look for the lines that differ.
 *
 * @param before as the servers run with it
 * @param after as it is asked for
 */
record ConfigurationChange(ConfigMap before, ConfigMap after) {
    /** @return empty if it is another kind, or one of several configurations has come or gone */
    static Optional<ConfigurationChange> between(HasMetadata live, HasMetadata applied) {
        if (!live.getKind().equals("ConfigMap")) {
            return Optional.empty();
        }
        var before = data(live);
        var after = data(applied);
        var asked = new HashSet<>(after.keySet());
        asked.removeAll(before.keySet());
        return before.size() == 1 && asked.size() == 1
                ? Optional.of(new ConfigurationChange(only(live, before, before.keySet()), only(applied, after, asked)))
                : Optional.empty();
    }

    private static Map<String, String> data(HasMetadata map) {
        Map<String, String> data =
                map instanceof ConfigMap known ? known.getData() : ((GenericKubernetesResource) map).get("data");
        return data == null ? Map.of() : data;
    }

    private static ConfigMap only(HasMetadata map, Map<String, String> data, Set<String> keys) {
        return new ConfigMapBuilder()
                .withMetadata(map.getMetadata())
                .withData(Map.of("config.json", data.get(keys.iterator().next())))
                .build();
    }
}
