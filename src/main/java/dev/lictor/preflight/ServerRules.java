package dev.lictor.preflight;

import dev.lictor.cluster.ClusterSpec;
import dev.lictor.manifests.Labels;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.List;

/** Rules on scaling down: servers are removed one at a time, but not down to one. */
final class ServerRules {
    /** The fewest servers that can be left: the removal of a server needs a majority that includes it, and of two servers both are needed. */
    private static final int FEWEST = 2;

    private ServerRules() {}

    static List<Finding> fewer(ClusterSpec spec, Facts facts) {
        return facts.running()
                .filter(live -> Labels.areOurs(live, spec))
                .map(ServerRules::replicas)
                .filter(running -> running > spec.servers() && spec.servers() < FEWEST)
                .map(
                        running -> List.<Finding>of(
                                new Finding.Refusal(
                                        "1 of %d servers would be left; of two servers Raft needs both, so neither can be removed"
                                                .formatted(running),
                                        "set lictor.servers to 3 or more; or create a cluster with another lictor.name from a snapshot of this one")))
                .orElse(List.of());
    }

    static int replicas(GenericKubernetesResource servers) {
        Integer replicas = servers.get("spec", "replicas");
        return replicas == null ? 0 : replicas;
    }
}
