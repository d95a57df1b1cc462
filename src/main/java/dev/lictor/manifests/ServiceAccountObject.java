package dev.lictor.manifests;

import dev.lictor.cluster.ClusterSpec;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;

/** The ServiceAccount of the servers. It has no permissions, and no token is mounted. */
final class ServiceAccountObject {
    private ServiceAccountObject() {}

    static ServiceAccount of(ClusterSpec spec) {
        return new ServiceAccountBuilder()
                .withMetadata(Labels.metadata(spec, spec.names().serviceAccount()))
                .withAutomountServiceAccountToken(false)
                .build();
    }
}
