package dev.lictor.manifests;

import dev.lictor.cluster.ClusterSpec;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The PodMonitor for the sidecars' metrics. It selects pods, not a Service, because metrics of unready servers matter most. */
final class PodMonitorObject {
    private PodMonitorObject() {}

    static GenericKubernetesResource of(ClusterSpec spec) {
        var metadata = Labels.metadata(spec, spec.names().podMonitor());
        metadata.getLabels().putAll(spec.monitoring().labels());
        var endpoint = new TreeMap<String, Object>(Map.of("path", "/q/metrics", "port", SidecarContainer.PORT_NAME));
        spec.monitoring().interval().ifPresent(interval -> endpoint.put("interval", interval));
        return new GenericKubernetesResourceBuilder()
                .withApiVersion("monitoring.coreos.com/v1")
                .withKind("PodMonitor")
                .withMetadata(metadata)
                .addToAdditionalProperties(
                        "spec",
                        new TreeMap<>(Map.of(
                                "podMetricsEndpoints",
                                List.of(endpoint),
                                "selector",
                                Map.of("matchLabels", Labels.selector(spec)))))
                .build();
    }
}
