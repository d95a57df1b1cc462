package dev.lictor.preflight;

import dev.lictor.kubernetes.KubernetesDiscovery.NodeState;
import dev.lictor.kubernetes.KubernetesDiscovery.StorageClassState;
import dev.lictor.kubernetes.Permission;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.List;
import java.util.Optional;

/**
 * The input of the preflight rules.
 *
 * @param kubernetes the version of the API server
 * @param servers the live StatefulSet
 * @param classesOfFreeVolumes the storage classes of unbound volumes, which an administrator has created
 * @param claims the names of volume claims that earlier servers of this name have left
 * @param gossipKey whether the Secret of the gossip key exists
 * @param missingPermissions the permissions that this run needs and does not have
 * @param podMonitors whether the API server serves PodMonitors
 */
public record Facts(
        Fact<String> kubernetes,
        Fact<Optional<GenericKubernetesResource>> servers,
        Fact<List<NodeState>> nodes,
        Fact<List<StorageClassState>> storageClasses,
        Fact<List<String>> classesOfFreeVolumes,
        Fact<List<String>> claims,
        Fact<Boolean> gossipKey,
        Fact<List<Permission>> missingPermissions,
        Fact<Boolean> podMonitors) {

    /** The StatefulSet, if it is known to exist. */
    Optional<GenericKubernetesResource> running() {
        return servers instanceof Fact.Known(var found) ? found : Optional.empty();
    }
}
