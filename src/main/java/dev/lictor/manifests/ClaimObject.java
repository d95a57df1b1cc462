package dev.lictor.manifests;

import dev.lictor.cluster.ClusterSpec;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;

/** The claim of a server's data, which the StatefulSet's controller makes. */
public final class ClaimObject {
    private ClaimObject() {}

    /** By which it is asked for. */
    public static PersistentVolumeClaim named(ClusterSpec spec, String server) {
        return new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withName(StatefulSetObject.DATA + "-" + server)
                .withNamespace(spec.names().namespace())
                .endMetadata()
                .build();
    }
}
