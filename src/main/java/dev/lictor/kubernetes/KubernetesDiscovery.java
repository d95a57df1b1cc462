package dev.lictor.kubernetes;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads what a Consul cluster depends on in Kubernetes and does not create itself (version, nodes, storage), and what the caller is
 * allowed to do.
 *
 * <p>Every method throws {@link KubernetesApiException} if the API server refuses the request or does not answer in time.
 */
public interface KubernetesDiscovery {
    /** {@code GET /version}: the version of the API server, such as {@code v1.37.2}. */
    String version();

    /**
     * {@code GET} of the list of nodes, page by page.
     *
     * @param labels the keys of the labels to keep
     */
    List<NodeState> nodes(Set<String> labels);

    /** {@code GET} of the list of StorageClasses. */
    List<StorageClassState> storageClasses();

    /**
     * {@code GET} of the list of PersistentVolumes: the storage classes of those that no claim is bound to. A volume without a class
     * gives an empty text.
     */
    List<String> classesOfFreeVolumes();

    /**
     * {@code POST} of a SelfSubjectRulesReview: the caller's permissions in a namespace, in one request. Kubernetes does not promise that
     * the list is complete; {@link #isAllowed} decides.
     */
    List<RbacRule> rbacRules(String namespace);

    /** {@code POST} of a SelfSubjectAccessReview. */
    boolean isAllowed(Permission permission);

    /** Whether the API server serves this kind: {@code GET} of the resources of its API group. */
    boolean serves(ResourceKind kind);

    /** The fields of a node that decide which pods can be scheduled to it. */
    record NodeState(String name, boolean unschedulable, Map<String, String> labels, List<Taint> taints) {
        public NodeState {
            labels = Map.copyOf(labels);
            taints = List.copyOf(taints);
        }
    }

    record Taint(String key, String value, String effect) {}

    record StorageClassState(String name, boolean isDefault) {}
}
