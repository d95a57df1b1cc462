package dev.lictor.preflight;

import dev.lictor.bootstrap.plan.BootstrapRequest;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.kubernetes.KubernetesApi;
import dev.lictor.kubernetes.KubernetesDiscovery;
import java.time.InstantSource;
import java.util.List;

/** Collects the facts and applies the rules, before anything is written. */
public final class Preflight {
    private final ClusterSpec spec;
    private final FactCollector collector;

    public Preflight(
            KubernetesApi kubernetes, KubernetesDiscovery discovery, BootstrapRequest request, InstantSource clock) {
        this.spec = request.spec();
        this.collector = new FactCollector(kubernetes, discovery, request, clock);
    }

    /** @throws dev.lictor.kubernetes.KubernetesApiException for each failed request but 403 */
    public List<Finding> findings() {
        return Rules.findings(spec, collector.facts());
    }
}
