package dev.lictor.kubernetes;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a Consul cluster will depend on in Kubernetes and does not make itself, and what the one who asks may do there.
 *
 * <p>Every method throws {@link KubernetesApiException} where the API refuses or does not answer.
 */
public interface KubernetesDiscovery {
    /** Of the API server, such as {@code v1.37.2}. */
    String version();

    /** @param labels the keys of those that matter; no other label is kept */
    List<NodeState> nodes(Set<String> labels);

    List<StorageClassState> storageClasses();

    /** The storage classes of volumes that were made by hand and are free; empty for those of none. */
    List<String> classesOfFreeVolumes();

    /** Rights in a namespace, all in one question. Kubernetes does not promise that these are all: {@link #isAllowed} decides. */
    List<RbacRule> rbacRules(String namespace);

    boolean isAllowed(Permission right);

    /** Whether the API server knows this kind of objects. */
    boolean serves(ResourceKind kind);

    /** As far as it decides which pods a node takes. */
    record NodeState(String name, boolean unschedulable, Map<String, String> labels, List<Taint> taints) {
        public NodeState {
            labels = Map.copyOf(labels);
            taints = List.copyOf(taints);
        }
    }

    record Taint(String key, String value, String effect) {}

    record StorageClassState(String name, boolean isDefault) {}
}
