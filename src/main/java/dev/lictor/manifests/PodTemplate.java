package dev.lictor.manifests;

import dev.lictor.cluster.ClusterSpec;
import dev.lictor.cluster.pods.PodUser;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import java.util.Map;
import java.util.TreeMap;

/** The pod template of the servers. */
final class PodTemplate {
    /** The user and group of the official Consul image. All containers have them, so that they can read each other's files. */
    private static final long USER = 100;

    private static final long GROUP = 1000;
    private static final long GRACE_SECONDS = 60;

    private PodTemplate() {}

    static PodTemplateSpec of(ClusterSpec spec) {
        var labels = Labels.ofPods(spec);
        labels.putAll(spec.extras().podLabels());
        return new PodTemplateSpecBuilder()
                .withNewMetadata()
                .withLabels(labels)
                .withAnnotations(annotations(spec))
                .endMetadata()
                .withSpec(pod(spec))
                .build();
    }

    private static Map<String, String> annotations(ClusterSpec spec) {
        var annotations = new TreeMap<>(spec.extras().annotations());
        annotations.putAll(spec.extras().podAnnotations());
        return annotations;
    }

    private static PodSpec pod(ClusterSpec spec) {
        var placement = spec.pods().placement();
        return new PodSpecBuilder()
                .withServiceAccountName(spec.names().serviceAccount())
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withTerminationGracePeriodSeconds(GRACE_SECONDS)
                .withPriorityClassName(placement.priorityClass().orElse(null))
                .withNodeSelector(placement.nodeSelector().isEmpty() ? null : placement.nodeSelector())
                .withTolerations(Scheduling.tolerations(spec))
                .withAffinity(Scheduling.antiAffinity(spec).orElse(null))
                .withTopologySpreadConstraints(Scheduling.zones(spec))
                .withSecurityContext(restricted(spec.pods().user()))
                .withInitContainers(Containers.prepare(spec), SidecarContainer.of(spec))
                .withContainers(Containers.consul(spec))
                .withVolumes(Volumes.of(spec))
                .build();
    }

    static PodSecurityContext restricted(PodUser user) {
        var context =
                new PodSecurityContextBuilder().withRunAsNonRoot(true).withNewSeccompProfile(null, "RuntimeDefault");
        return switch (user) {
            case FIXED ->
                context.withRunAsUser(USER)
                        .withRunAsGroup(GROUP)
                        .withFsGroup(GROUP)
                        .withFsGroupChangePolicy("OnRootMismatch")
                        .build();
            case ASSIGNED -> context.build();
        };
    }
}
