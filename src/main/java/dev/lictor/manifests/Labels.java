package dev.lictor.manifests;

import dev.lictor.cluster.ClusterSpec;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The labels that mark an object as part of this cluster, and as managed by Lictor. */
public final class Labels {
    private static final String PREFIX = "app.kubernetes.io/";
    private static final String MANAGED_BY = PREFIX + "managed-by";
    private static final String INSTANCE = PREFIX + "instance";
    private static final String VERSION = PREFIX + "version";
    private static final String LICTOR = "lictor";

    private Labels() {}

    /** The labels that select the servers' pods. They never change, because a StatefulSet's selector is immutable. */
    public static Map<String, String> selector(ClusterSpec spec) {
        return new TreeMap<>(Map.of(PREFIX + "name", "consul", INSTANCE, spec.name(), PREFIX + "component", "server"));
    }

    /** The labels of objects that must not change with the Consul version. */
    public static Map<String, String> lasting(ClusterSpec spec) {
        var labels = selector(spec);
        labels.put(PREFIX + "part-of", spec.name());
        labels.put(MANAGED_BY, LICTOR);
        return labels;
    }

    /** The labels by which Lictor recognizes its own objects; see {@link #areOurs}. */
    public static Map<String, String> ownership(ClusterSpec spec) {
        return new TreeMap<>(Map.of(MANAGED_BY, LICTOR, INSTANCE, spec.name()));
    }

    /** The labels of the Job's pods in k8s/. */
    static Map<String, String> ofTheJob() {
        return Map.of(PREFIX + "name", LICTOR);
    }

    /** The labels of the pod that checks a configuration: Lictor's, and none by which a Service or a StatefulSet finds servers. */
    static Map<String, String> ofConfigurationCheck(ClusterSpec spec) {
        var labels = new TreeMap<>(spec.extras().labels());
        labels.putAll(spec.extras().podLabels());
        labels.putAll(ownership(spec));
        labels.put(PREFIX + "component", "configuration-check");
        return labels;
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

    /** Whether the StatefulSet's selector matches the pod: the controller adopts every pod that it matches. */
    public static boolean areOfOurServers(ObjectMeta pod, ClusterSpec spec) {
        return pod.getLabels() != null
                && pod.getLabels().entrySet().containsAll(selector(spec).entrySet());
    }

    /** The Consul version in the object's label. */
    public static Optional<String> version(HasMetadata object) {
        return Optional.ofNullable(object.getMetadata().getLabels().get(VERSION));
    }

    /** The labels of {@link #ownership} as arguments of {@code kubectl label}. */
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
