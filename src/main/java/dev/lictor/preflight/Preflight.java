package dev.lictor.preflight;

import dev.lictor.bootstrap.plan.BootstrapRequest;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.kubernetes.KubernetesApi;
import dev.lictor.kubernetes.KubernetesDiscovery;
import java.time.InstantSource;
import java.util.List;

/** Looks around before anything is written, and says what stands in the way. It writes nothing itself. */
public final class Preflight {
    private final ClusterSpec spec;
    private final FactCollector survey;

    public Preflight(
            KubernetesApi cluster, KubernetesDiscovery surroundings, BootstrapRequest request, InstantSource clock) {
        this.spec = request.spec();
        this.survey = new FactCollector(cluster, surroundings, request, clock);
    }

    /** @throws dev.lictor.kube.ClusterFailure if the API does not answer, or does not know who asks */
    public List<Finding> findings() {
        return Rules.findings(spec, survey.facts());
    }
}
