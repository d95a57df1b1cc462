package dev.lictor.manifests;

import dev.lictor.cluster.ClusterSpec;
import dev.lictor.cluster.Storage;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSetPersistentVolumeClaimRetentionPolicy;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The StatefulSet of the servers. */
public final class StatefulSetObject {
    /** The name of the data volume, with which the claim's name begins. */
    public static final String DATA = Volumes.DATA;

    private StatefulSetObject() {}

    /** Only the name and the namespace, for requests: building the whole object takes as long as serializing it. */
    public static StatefulSet named(ClusterSpec spec) {
        return new StatefulSetBuilder()
                .withNewMetadata()
                .withName(spec.names().statefulSet())
                .withNamespace(spec.names().namespace())
                .endMetadata()
                .build();
    }

    public static StatefulSet of(ClusterSpec spec) {
        return new StatefulSetBuilder()
                .withMetadata(Labels.metadata(spec, spec.names().statefulSet()))
                .withNewSpec()
                .withReplicas(spec.servers())
                .withServiceName(spec.names().joinService())
                // A server becomes ready when a quorum is up: with OrderedReady, the first server would never become
                // ready.
                .withPodManagementPolicy("Parallel")
                // Never the controller: from Kubernetes 1.37 on it deletes, in a Parallel set, every old pod that is
                // not ready at once
                // (kubernetes/kubernetes#137666). Rollout replaces pods, one at a time.
                .withNewUpdateStrategy()
                .withType("OnDelete")
                .endUpdateStrategy()
                .withNewSelector()
                .withMatchLabels(Labels.selector(spec))
                .endSelector()
                .withTemplate(PodTemplate.of(spec))
                .withVolumeClaimTemplates(claims(spec))
                .withPersistentVolumeClaimRetentionPolicy(
                        retention(spec.storage()).orElse(null))
                .endSpec()
                .build();
    }

    /** Immutable, so it has no label that changes. */
    private static List<PersistentVolumeClaim> claims(ClusterSpec spec) {
        return switch (spec.storage().kind()) {
            case CLAIM ->
                List.of(new PersistentVolumeClaimBuilder()
                        .withNewMetadata()
                        .withName(Volumes.DATA)
                        .withLabels(Labels.lasting(spec))
                        .endMetadata()
                        .withNewSpec()
                        .withAccessModes("ReadWriteOnce")
                        .withStorageClassName(spec.storage().storageClass().orElse(null))
                        .withNewResources()
                        .withRequests(
                                Map.of("storage", Quantity.parse(spec.storage().size())))
                        .endResources()
                        .endSpec()
                        .build());
            case EMPTY_DIR -> List.of();
        };
    }

    private static Optional<StatefulSetPersistentVolumeClaimRetentionPolicy> retention(Storage storage) {
        return switch (storage.kind()) {
            case CLAIM ->
                Optional.of(new StatefulSetPersistentVolumeClaimRetentionPolicy(
                        word(storage.whenDeleted()), word(storage.whenScaled())));
            case EMPTY_DIR -> Optional.empty();
        };
    }

    private static String word(Storage.Retention retention) {
        return switch (retention) {
            case RETAIN -> "Retain";
            case DELETE -> "Delete";
        };
    }
}
