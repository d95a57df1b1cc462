package dev.lictor.manifests;

import dev.lictor.cluster.ClusterSpec;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** By what an object is known as part of this cluster, and as ours. */
public final class Labels {
    private static final String PREFIX = "app.kubernetes.io/";
    private static final String MANAGED_BY = PREFIX + "managed-by";
    private static final String INSTANCE = PREFIX + "instance";
    private static final String VERSION = PREFIX + "version";
    private static final String LICTOR = "lictor";

    private Labels() {}

    /** Of the pods, for ever: a selector cannot be changed. */
    public static Map<String, String> selector(ClusterSpec spec) {
        return new TreeMap<>(Map.of(PREFIX + "name", "consul", INSTANCE, spec.name(), PREFIX + "component", "server"));
    }

    /** Of objects that stay the same from one version of Consul to the next. */
    public static Map<String, String> lasting(ClusterSpec spec) {
        var labels = selector(spec);
        labels.put(PREFIX + "part-of", spec.name());
        labels.put(MANAGED_BY, LICTOR);
        return labels;
    }

    /** What makes an object ours; see {@link #areOurs}. */
    public static Map<String, String> ownership(ClusterSpec spec) {
        return new TreeMap<>(Map.of(MANAGED_BY, LICTOR, INSTANCE, spec.name()));
    }

    /** Of the pods in which k8s/ has this program run. */
    static Map<String, String> ofTheJob() {
        return Map.of(PREFIX + "name", LICTOR);
    }

    static Map<String, String> all(ClusterSpec spec) {
        var labels = new TreeMap<>(spec.extras().labels());
        labels.putAll(lasting(spec));
        labels.put(VERSION, spec.version().toString());
        return labels;
    }

    public static boolean areOurs(HasMetadata object, ClusterSpec spec) {
        var labels = object.getMetadata().getLabels();
        return LICTOR.equals(labels.get(MANAGED_BY)) && spec.name().equals(labels.get(INSTANCE));
    }

    /** Whether a pod is one of our StatefulSet's, which adopts whatever its selector finds. */
    public static boolean areOfOurServers(ObjectMeta pod, ClusterSpec spec) {
        return pod.getLabels() != null
                && pod.getLabels().entrySet().containsAll(selector(spec).entrySet());
    }

    /** Of Consul, as the object says it. */
    public static Optional<String> version(HasMetadata object) {
        return Optional.ofNullable(object.getMetadata().getLabels().get(VERSION));
    }

    /** What makes an object ours, as {@code kubectl label} takes it. */
    public static String asArguments(ClusterSpec spec) {
        return "%s=%s %s=%s".formatted(MANAGED_BY, LICTOR, INSTANCE, spec.name());
    }

    static ObjectMeta metadata(ClusterSpec spec, String name) {
        return new ObjectMetaBuilder()
                .withName(name)
                .withNamespace(spec.names().namespace())
                .withLabels(all(spec))
                .withAnnotations(
                        spec.extras().annotations().isEmpty()
                                ? null
                                : new TreeMap<>(spec.extras().annotations()))
                .build();
    }
}
