package dev.lictor.preflight;

import dev.lictor.kubernetes.KubernetesDiscovery.NodeState;
import dev.lictor.kubernetes.KubernetesDiscovery.StorageClassState;
import dev.lictor.kubernetes.Permission;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.List;
import java.util.Optional;

/**
 * What preflight judges by.
 *
 * @param kubernetes the version of the API server
 * @param servers the StatefulSet as it is
 * @param classesOfFreeVolumes of volumes that somebody made by hand
 * @param claims the names of volume claims that servers of this name have left
 * @param gossipKey whether the Secret of the gossip key is there
 * @param missingRights those that this run needs and that are not given
 * @param podMonitors whether the API server knows them
 */
public record Facts(
        Fact<String> kubernetes,
        Fact<Optional<GenericKubernetesResource>> servers,
        Fact<List<NodeState>> nodes,
        Fact<List<StorageClassState>> storageClasses,
        Fact<List<String>> classesOfFreeVolumes,
        Fact<List<String>> claims,
        Fact<Boolean> gossipKey,
        Fact<List<Permission>> missingRights,
        Fact<Boolean> podMonitors) {

    /** The StatefulSet, if it is known to be there. */
    Optional<GenericKubernetesResource> running() {
        return servers instanceof Fact.Known(var found) ? found : Optional.empty();
    }
}
