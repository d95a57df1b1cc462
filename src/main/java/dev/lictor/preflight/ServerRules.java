package dev.lictor.preflight;

import dev.lictor.cluster.ClusterSpec;
import dev.lictor.manifests.Labels;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.List;

/** Fewer servers than there are: they leave one after another, but the last cannot be left alone. */
final class ServerRules {
    /** The fewest that one may be taken off from: of those that stay a majority must be there before Raft has forgotten it. */
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
                                        "1 of %d servers would be left, and of the last two neither leads without the other, so that none of them can leave"
                                                .formatted(running),
                                        "set lictor.servers to 3 at least; or make a cluster of another name, from a snapshot of this one")))
                .orElse(List.of());
    }

    static int replicas(GenericKubernetesResource servers) {
        Integer replicas = servers.get("spec", "replicas");
        return replicas == null ? 0 : replicas;
    }
}
