package dev.lictor.manifests;

import dev.lictor.cluster.ClusterSpec;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;

/** Whose rights the servers have: none, and no token to ask with. */
final class ServiceAccountObject {
    private ServiceAccountObject() {}

    static ServiceAccount of(ClusterSpec spec) {
        return new ServiceAccountBuilder()
                .withMetadata(Labels.metadata(spec, spec.names().serviceAccount()))
                .withAutomountServiceAccountToken(false)
                .build();
    }
}
