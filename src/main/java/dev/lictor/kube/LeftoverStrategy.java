package dev.lictor.kube;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Parameters of a StatefulSet's former update strategy that stay when another type is applied, and that the API server refuses beside it
 * ({@code ValidateStatefulSetSpec}). Before 1.37 an API server fills in a partition itself, which no field manager has, so that
 * application never removes it.
 *
 * @param live which has them
 */
record LeftoverStrategy(GenericKubernetesResource live) {
    private static final int UNPROCESSABLE = 422;
    private static final List<String> STRATEGY = List.of("spec", "updateStrategy");
    private static final List<String> PARAMETERS = List.of("spec", "updateStrategy", "rollingUpdate");

    /** Whether this and nothing else was refused. */
    static boolean isRefused(KubernetesClientException refusal) {
        return refusal.getCode() == UNPROCESSABLE
                && causes(refusal).findAny().isPresent()
                && causes(refusal).allMatch(String.join(".", PARAMETERS)::equals);
    }

    static Optional<LeftoverStrategy> of(Optional<GenericKubernetesResource> live) {
        return live.filter(found -> found.get(PARAMETERS.toArray()) != null).map(LeftoverStrategy::new);
    }

    private static Stream<String> causes(KubernetesClientException refusal) {
        return Stream.ofNullable(refusal.getStatus())
                .flatMap(status -> Stream.ofNullable(status.getDetails()))
                .flatMap(details -> details.getCauses().stream())
                .map(StatusCause::getField);
    }

    /** What others manage of them. */
    List<Conflict> conflicts() {
        return FieldOwnership.othersOf(live, Fabric8Cluster.FIELD_MANAGER, PARAMETERS).stream()
                .map(manager -> new Conflict("." + String.join(".", PARAMETERS), manager))
                .toList();
    }

    /** With which they become ours, so that the next application removes them. Nothing else of the object changes. */
    List<ManagedFieldsEntry> claimed() {
        return FieldOwnership.claimed(live, Fabric8Cluster.FIELD_MANAGER, PARAMETERS);
    }

    /** What can be applied as long as they are there: all but the strategy. */
    GenericKubernetesResource withoutStrategy(
            GenericKubernetesResource desired, KubernetesSerialization serialization) {
        return with(desired, live.get(STRATEGY.toArray()), serialization);
    }

    /** What the API server would make of the whole, from what it would make of the rest. */
    GenericKubernetesResource whole(
            GenericKubernetesResource applied,
            GenericKubernetesResource desired,
            KubernetesSerialization serialization) {
        return with(applied, desired.get(STRATEGY.toArray()), serialization);
    }

    private static GenericKubernetesResource with(
            GenericKubernetesResource object, Object strategy, KubernetesSerialization serialization) {
        var changed = serialization.clone(object);
        Map<String, Object> spec = new LinkedHashMap<>(changed.<Map<String, Object>>get("spec"));
        spec.put("updateStrategy", strategy);
        changed.setAdditionalProperty("spec", spec);
        return changed;
    }
}
