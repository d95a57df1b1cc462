package dev.lictor.kubernetes.fabric8;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Parameters of a StatefulSet's former update strategy. They stay when another strategy is applied, and the API server refuses them beside
 * it ({@code ValidateStatefulSetSpec}). An API server before 1.37 sets the default of {@code partition} without a field manager, so an
 * apply never removes it.
 *
 * @param live has the parameters
 */
record DefaultedStrategy(GenericKubernetesResource live) implements Leftover {
    private static final List<String> STRATEGY = List.of("spec", "updateStrategy");
    private static final List<String> PARAMETERS = List.of("spec", "updateStrategy", "rollingUpdate");

    /** Whether the parameters are the only reason of the refusal. */
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

    /** With the live strategy. */
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
