package dev.lictor.manifests;

import dev.lictor.cluster.ClusterSpec;
import dev.lictor.cluster.ConsulConfiguration;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The ConfigMap of the configuration that all servers share. Each configuration has its own key, and a pod mounts only the key of its
 * revision. So a server whose container restarts during an upgrade reads a configuration that its version of Consul understands, and a
 * changed configuration changes the pod template.
 */
public final class ConfigMapObject {
    static final String FILE = "config.json";

    private static final int DIGITS = 10;

    private ConfigMapObject() {}

    public static ConfigMap of(ClusterSpec spec) {
        return of(spec, Map.of());
    }

    /** @param kept configurations that running pods still mount, by key */
    public static ConfigMap of(ClusterSpec spec, Map<String, String> kept) {
        var data = new TreeMap<>(kept);
        data.put(key(spec), configuration(spec));
        return new ConfigMapBuilder()
                .withMetadata(Labels.metadata(spec, spec.names().configMap()))
                .withData(data)
                .build();
    }

    /** The data of a typed or a generic ConfigMap. */
    public static Map<String, String> data(HasMetadata live) {
        var data = live instanceof GenericKubernetesResource tree
                ? tree.<Map<String, String>>get("data")
                : ((ConfigMap) live).getData();
        return data == null ? Map.of() : data;
    }

    /** The configurations that these pods mount. A pod that selects no keys mounts all. */
    public static Map<String, String> mounted(ClusterSpec spec, Map<String, String> live, List<PodSpec> pods) {
        var mounted = new TreeMap<>(live);
        mounted.keySet()
                .removeIf(key -> pods.stream()
                        .flatMap(pod -> volumes(spec, pod))
                        .noneMatch(items -> items.isEmpty()
                                || items.stream().anyMatch(item -> item.getKey().equals(key))));
        return mounted;
    }

    private static Stream<List<KeyToPath>> volumes(ClusterSpec spec, PodSpec pod) {
        return pod.getVolumes().stream()
                .flatMap(volume -> Optional.ofNullable(volume.getConfigMap()).stream())
                .filter(source -> spec.names().configMap().equals(source.getName()))
                .map(source -> source.getItems());
    }

    /** The volume with the key of this revision. */
    static Volume volume(ClusterSpec spec, String name) {
        return new VolumeBuilder()
                .withName(name)
                .withNewConfigMap()
                .withName(spec.names().configMap())
                .withItems(new KeyToPath(key(spec), null, FILE))
                .endConfigMap()
                .build();
    }

    private static String configuration(ClusterSpec spec) {
        return ConsulConfiguration.shared(spec, Mounts.DATA, Mounts.TLS);
    }

    private static String key(ClusterSpec spec) {
        try {
            var digest = MessageDigest.getInstance("SHA-256")
                    .digest(configuration(spec).getBytes(StandardCharsets.UTF_8));
            return "config-%s.json".formatted(HexFormat.of().formatHex(digest).substring(0, DIGITS));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
