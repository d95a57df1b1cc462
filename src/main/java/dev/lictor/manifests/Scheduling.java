package dev.lictor.manifests;

import dev.lictor.cluster.ClusterSpec;
import dev.lictor.cluster.pods.Placement;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.AffinityBuilder;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.PodAffinityTerm;
import io.fabric8.kubernetes.api.model.PodAffinityTermBuilder;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraintBuilder;
import java.util.List;
import java.util.Optional;

/** The scheduling constraints of a pod. */
final class Scheduling {
    private static final String NODE = "kubernetes.io/hostname";
    private static final String ZONE = "topology.kubernetes.io/zone";

    private Scheduling() {}

    /** Keeps servers on different nodes. */
    static Optional<Affinity> antiAffinity(ClusterSpec spec) {
        return switch (spec.pods().placement().antiAffinity()) {
            case PREFERRED ->
                Optional.of(new AffinityBuilder()
                        .withNewPodAntiAffinity()
                        .addNewPreferredDuringSchedulingIgnoredDuringExecution()
                        .withWeight(100)
                        .withPodAffinityTerm(anotherServer(spec))
                        .endPreferredDuringSchedulingIgnoredDuringExecution()
                        .endPodAntiAffinity()
                        .build());
            case REQUIRED ->
                Optional.of(new AffinityBuilder()
                        .withNewPodAntiAffinity()
                        .withRequiredDuringSchedulingIgnoredDuringExecution(anotherServer(spec))
                        .endPodAntiAffinity()
                        .build());
            case OFF -> Optional.empty();
        };
    }

    static List<TopologySpreadConstraint> zones(ClusterSpec spec) {
        if (spec.pods().placement().antiAffinity() == Placement.AntiAffinity.OFF) {
            return List.of();
        }
        return switch (spec.pods().placement().zones()) {
            case PREFERRED -> List.of(evenly(spec, "ScheduleAnyway"));
            case REQUIRED -> List.of(evenly(spec, "DoNotSchedule"));
            case OFF -> List.of();
        };
    }

    static List<Toleration> tolerations(ClusterSpec spec) {
        return spec.pods().placement().tolerations().stream()
                .map(tolerated -> new TolerationBuilder()
                        .withKey(tolerated.key().isEmpty() ? null : tolerated.key())
                        .withOperator(tolerated.value().isPresent() ? "Equal" : "Exists")
                        .withValue(tolerated.value().orElse(null))
                        .withEffect(tolerated.effect().orElse(null))
                        .withTolerationSeconds(tolerated.seconds().orElse(null))
                        .build())
                .toList();
    }

    private static TopologySpreadConstraint evenly(ClusterSpec spec, String otherwise) {
        return new TopologySpreadConstraintBuilder()
                .withMaxSkew(1)
                .withTopologyKey(ZONE)
                .withWhenUnsatisfiable(otherwise)
                .withLabelSelector(servers(spec))
                .build();
    }

    private static PodAffinityTerm anotherServer(ClusterSpec spec) {
        return new PodAffinityTermBuilder()
                .withTopologyKey(NODE)
                .withLabelSelector(servers(spec))
                .build();
    }

    private static LabelSelector servers(ClusterSpec spec) {
        return new LabelSelectorBuilder().withMatchLabels(Labels.selector(spec)).build();
    }
}
