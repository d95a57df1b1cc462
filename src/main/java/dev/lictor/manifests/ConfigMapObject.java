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
 * The configuration that all servers share. Each configuration has a key of its own, and a pod mounts only the key that its revision was
 * made with. So a server whose container restarts during an upgrade reads the configuration that its own version of Consul understands,
 * and another configuration is another pod template.
 */
public final class ConfigMapObject {
    static final String FILE = "config.json";

    private static final int DIGITS = 10;

    private ConfigMapObject() {}

    public static ConfigMap of(ClusterSpec spec) {
        return of(spec, Map.of());
    }

    /** @param kept configurations of pods that run, by key */
    public static ConfigMap of(ClusterSpec spec, Map<String, String> kept) {
        var data = new TreeMap<>(kept);
        data.put(key(spec), configuration(spec));
        return new ConfigMapBuilder()
                .withMetadata(Labels.metadata(spec, spec.names().configMap()))
                .withData(data)
                .build();
    }

    /** All that one holds, by key, whether it was read into its class or not. */
    public static Map<String, String> data(HasMetadata live) {
        var data = live instanceof GenericKubernetesResource tree
                ? tree.<Map<String, String>>get("data")
                : ((ConfigMap) live).getData();
        return data == null ? Map.of() : data;
    }

    /** Those of the configurations that these pods mount; a pod that chooses no keys mounts all. */
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

    /** As the pods of this revision mount it. */
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
