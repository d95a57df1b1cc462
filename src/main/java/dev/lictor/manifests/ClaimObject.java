package dev.lictor.manifests;

import dev.lictor.cluster.ClusterSpec;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;

/** The PersistentVolumeClaim of a server's data. The StatefulSet controller creates it. */
public final class ClaimObject {
    private ClaimObject() {}

    /** Only the name and the namespace, for requests. */
    public static PersistentVolumeClaim named(ClusterSpec spec, String server) {
        return new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withName(StatefulSetObject.DATA + "-" + server)
                .withNamespace(spec.names().namespace())
                .endMetadata()
                .build();
    }
}
