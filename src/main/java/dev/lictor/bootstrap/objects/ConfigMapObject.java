package dev.lictor.bootstrap.objects;

import dev.lictor.cluster.ClusterSpec;
import dev.lictor.cluster.ConsulConfiguration;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.util.Map;

/** What all servers' configurations share. */
final class ConfigMapObject {
    static final String FILE = "config.json";

    private ConfigMapObject() {}

    static ConfigMap of(ClusterSpec spec) {
        return new ConfigMapBuilder()
                .withMetadata(Labels.metadata(spec, spec.names().configMap()))
                .withData(Map.of(FILE, ConsulConfiguration.shared(spec, Mounts.DATA, Mounts.TLS)))
                .build();
    }
}
