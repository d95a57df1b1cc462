package dev.lictor.manifests;

import dev.lictor.cluster.ClusterSpec;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;

/** Limits evictions, as by draining nodes, to the servers that the quorum can spare. A single server can always be evicted. */
final class DisruptionBudgetObject {
    private DisruptionBudgetObject() {}

    static PodDisruptionBudget of(ClusterSpec spec) {
        return new PodDisruptionBudgetBuilder()
                .withMetadata(Labels.metadata(spec, spec.names().disruptionBudget()))
                .withNewSpec()
                .withMaxUnavailable(new IntOrString(Math.max(1, spec.servers() - spec.quorum())))
                .withNewSelector()
                .withMatchLabels(Labels.selector(spec))
                .endSelector()
                .endSpec()
                .build();
    }
}
