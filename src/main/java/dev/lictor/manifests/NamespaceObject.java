package dev.lictor.manifests;

import dev.lictor.cluster.ClusterSpec;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import java.util.Map;

/** The namespace, if it does not exist. All pods conform to "restricted", the strictest of the Pod Security Standards. */
public final class NamespaceObject {
    private NamespaceObject() {}

    public static Namespace of(ClusterSpec spec) {
        return new NamespaceBuilder()
                .withNewMetadata()
                .withName(spec.names().namespace())
                .withLabels(Map.of("pod-security.kubernetes.io/enforce", "restricted"))
                .endMetadata()
                .build();
    }
}
