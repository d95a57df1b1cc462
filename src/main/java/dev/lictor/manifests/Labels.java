package dev.lictor.manifests;

import dev.lictor.cluster.ClusterSpec;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The labels that mark an object as part of this cluster. The recommended labels are for people and their tools, which rewrite them: Argo CD
 * tracks its applications by {@code app.kubernetes.io/instance}, Helm and kustomize set {@code app.kubernetes.io/managed-by}. So a label of
 * Lictor's own decides what belongs to a cluster. Pods get their labels from the StatefulSet's template, where nobody rewrites them.
 */
public final class Labels {
    private static final String PREFIX = "app.kubernetes.io/";
    private static final String MANAGED_BY = PREFIX + "managed-by";
    private static final String INSTANCE = PREFIX + "instance";
    private static final String VERSION = PREFIX + "version";
    private static final String LICTOR = "lictor";

    /** The label that decides. Objects of versions before it do not have it; of those the recommended labels decide. */
    private static final String CLUSTER = "lictor.dev/cluster";

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

    /** Label selectors (Kubernetes documentation, "Labels and Selectors") that find together what {@link #areOurs}. */
    public static List<String> ownership(ClusterSpec spec) {
        return List.of(
                "%s=%s".formatted(CLUSTER, spec.name()),
                "%s=%s,%s=%s,!%s".formatted(MANAGED_BY, LICTOR, INSTANCE, spec.name(), CLUSTER));
    }

    /** The labels of the Job's pods in k8s/. */
    static Map<String, String> ofTheJob() {
        return Map.of(PREFIX + "name", LICTOR);
    }

    /** The labels of the pod that checks a configuration: Lictor's, and none by which a Service or a StatefulSet finds servers. */
    static Map<String, String> ofConfigurationCheck(ClusterSpec spec) {
        var labels = new TreeMap<>(spec.extras().labels());
        labels.putAll(spec.extras().podLabels());
        labels.put(MANAGED_BY, LICTOR);
        labels.put(INSTANCE, spec.name());
        labels.put(CLUSTER, spec.name());
        labels.put(PREFIX + "component", "configuration-check");
        return labels;
    }

    /** The labels of an object. */
    static Map<String, String> all(ClusterSpec spec) {
        var labels = ofPods(spec);
        labels.put(CLUSTER, spec.name());
        return labels;
    }

    /** Without {@link #CLUSTER}: another label would be another revision, which replaces all servers of a cluster made before it. */
    static Map<String, String> ofPods(ClusterSpec spec) {
        var labels = new TreeMap<>(spec.extras().labels());
        labels.putAll(lasting(spec));
        labels.put(VERSION, spec.version().toString());
        return labels;
    }

    public static boolean areOurs(HasMetadata object, ClusterSpec spec) {
        var labels = object.getMetadata().getLabels();
        var cluster = labels.get(CLUSTER);
        return cluster == null
                ? LICTOR.equals(labels.get(MANAGED_BY)) && spec.name().equals(labels.get(INSTANCE))
                : cluster.equals(spec.name());
    }

    /**
     * Takes the recommended labels off the desired object that the live one has with other values, so that an apply neither changes nor
     * demands them. Only the version stays, because it changes with Consul's.
     *
     * @return whether there were any
     */
    public static boolean leaveToOthers(HasMetadata desired, HasMetadata live, ClusterSpec spec) {
        var found = live.getMetadata().getLabels();
        var labels = new TreeMap<>(desired.getMetadata().getLabels());
        var isChanged = labels.entrySet()
                .removeIf(label -> lasting(spec).containsKey(label.getKey())
                        && found.containsKey(label.getKey())
                        && !label.getValue().equals(found.get(label.getKey())));
        desired.getMetadata().setLabels(labels);
        return isChanged;
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

    /** The label that makes an object ours, as an argument of {@code kubectl label}. */
    public static String asArgument(ClusterSpec spec) {
        return "%s=%s".formatted(CLUSTER, spec.name());
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
