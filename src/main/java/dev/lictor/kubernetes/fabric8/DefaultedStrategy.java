package dev.lictor.kubernetes.fabric8;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Parameters of a StatefulSet's former update strategy that stay when another type is applied, and that the API server refuses beside it
 * ({@code ValidateStatefulSetSpec}). Before 1.37 an API server fills in a partition itself, which no field manager has, so that
 * application never removes it.
 *
 * @param live which has them
 */
record DefaultedStrategy(GenericKubernetesResource live) implements Leftover {
    private static final List<String> STRATEGY = List.of("spec", "updateStrategy");
    private static final List<String> PARAMETERS = List.of("spec", "updateStrategy", "rollingUpdate");

    /** Whether this and nothing else was refused. */
    static boolean isRefused(List<StatusCause> causes) {
        return !causes.isEmpty()
                && causes.stream().map(StatusCause::getField).allMatch(String.join(".", PARAMETERS)::equals);
    }

    static Optional<DefaultedStrategy> of(GenericKubernetesResource live) {
        return Optional.of(live)
                .filter(found -> found.get(PARAMETERS.toArray()) != null)
                .map(DefaultedStrategy::new);
    }

    @Override
    public List<FieldPath> paths() {
        return List.of(FieldPath.of(PARAMETERS.toArray(String[]::new)));
    }

    /** All but the strategy. */
    @Override
    public GenericKubernetesResource passing(GenericKubernetesResource desired, KubernetesSerialization serialization) {
        return with(desired, live.get(STRATEGY.toArray()), serialization);
    }

    @Override
    public GenericKubernetesResource whole(
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
