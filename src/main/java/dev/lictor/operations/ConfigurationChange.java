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
 * The ConfigMap before and after, both under one key. Each configuration has its own key in the cluster, and a diff of two keys would not show
 * which lines differ.
 *
 * @param before the configuration with which the servers run
 * @param after the configuration that the plan applies
 */
record ConfigurationChange(ConfigMap before, ConfigMap after) {
    /** @return empty if the object is no ConfigMap, or if the change is not one key replaced by another */
    static Optional<ConfigurationChange> between(HasMetadata live, HasMetadata applied) {
        if (!live.getKind().equals("ConfigMap")) {
            return Optional.empty();
        }
        var before = data(live);
        var after = data(applied);
        var added = new HashSet<>(after.keySet());
        added.removeAll(before.keySet());
        return before.size() == 1 && added.size() == 1
                ? Optional.of(new ConfigurationChange(only(live, before, before.keySet()), only(applied, after, added)))
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
