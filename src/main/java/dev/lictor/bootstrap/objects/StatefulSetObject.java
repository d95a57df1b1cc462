package dev.lictor.bootstrap.objects;

import dev.lictor.cluster.ClusterSpec;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.AffinityBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/** The servers. */
public final class StatefulSetObject {
    /** The official image's user and group, of all containers, so that they can read each other's files. */
    private static final long USER = 100;

    private static final long GROUP = 1000;
    private static final long GRACE_SECONDS = 60;

    private StatefulSetObject() {}

    public static StatefulSet of(ClusterSpec spec) {
        return new StatefulSetBuilder()
                .withMetadata(Labels.metadata(spec, spec.names().statefulSet()))
                .withNewSpec()
                .withReplicas(spec.servers())
                .withServiceName(spec.names().joinService())
                // A server is ready when a quorum is up: started one after another, the first would wait for ever.
                .withPodManagementPolicy("Parallel")
                .withNewUpdateStrategy()
                .withType("RollingUpdate")
                .endUpdateStrategy()
                .withNewSelector()
                .withMatchLabels(Labels.selector(spec))
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(Labels.all(spec))
                // Consul cannot reload most of its configuration: another one rolls the pods.
                .withAnnotations(Map.of("lictor.dev/config-checksum", configurationChecksum(spec)))
                .endMetadata()
                .withSpec(pod(spec))
                .endTemplate()
                .withVolumeClaimTemplates(claim(spec))
                .withNewPersistentVolumeClaimRetentionPolicy("Retain", "Retain")
                .endSpec()
                .build();
    }

    private static PodSpec pod(ClusterSpec spec) {
        return new PodSpecBuilder()
                .withServiceAccountName(spec.names().serviceAccount())
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withTerminationGracePeriodSeconds(GRACE_SECONDS)
                .withAffinity(spread(spec))
                .withNewSecurityContext()
                .withRunAsNonRoot(true)
                .withRunAsUser(USER)
                .withRunAsGroup(GROUP)
                .withFsGroup(GROUP)
                .withFsGroupChangePolicy("OnRootMismatch")
                .withNewSeccompProfile(null, "RuntimeDefault")
                .endSecurityContext()
                .withInitContainers(Containers.prepare(spec), Containers.sidecar(spec))
                .withContainers(Containers.consul(spec))
                .withVolumes(Volumes.of(spec))
                .build();
    }

    /** Preferred, not required: a cluster with fewer nodes than servers gets all of them all the same. */
    private static Affinity spread(ClusterSpec spec) {
        return new AffinityBuilder()
                .withNewPodAntiAffinity()
                .addNewPreferredDuringSchedulingIgnoredDuringExecution()
                .withWeight(100)
                .withNewPodAffinityTerm()
                .withTopologyKey("kubernetes.io/hostname")
                .withNewLabelSelector()
                .withMatchLabels(Labels.selector(spec))
                .endLabelSelector()
                .endPodAffinityTerm()
                .endPreferredDuringSchedulingIgnoredDuringExecution()
                .endPodAntiAffinity()
                .build();
    }

    /** Cannot be changed later, so it carries no label that changes. */
    private static PersistentVolumeClaim claim(ClusterSpec spec) {
        return new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withName(Volumes.DATA)
                .withLabels(Labels.lasting(spec))
                .endMetadata()
                .withNewSpec()
                .withAccessModes("ReadWriteOnce")
                .withStorageClassName(spec.storage().storageClass().orElse(null))
                .withNewResources()
                .withRequests(Map.of("storage", Quantity.parse(spec.storage().size())))
                .endResources()
                .endSpec()
                .build();
    }

    private static String configurationChecksum(ClusterSpec spec) {
        try {
            var content = ConfigMapObject.of(spec).getData().toString();
            var digest = MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
