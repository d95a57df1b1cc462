package dev.lictor.kubernetes.fabric8;

import dev.lictor.kubernetes.FieldConflict;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What an application neither has nor removes, since it is not ours, and what the API server refuses beside it. Once it is ours, the same
 * application removes it.
 */
sealed interface Leftover permits DefaultedStrategy, LeftoverEntries {
    int UNPROCESSABLE = 422;

    /** Whether there may be one, and nothing else is wrong. */
    static boolean isRefused(KubernetesClientException refusal) {
        var causes = causes(refusal);
        return DefaultedStrategy.isRefused(causes) || LeftoverEntries.isRefused(causes);
    }

    /** What was refused, if it is such. */
    static Optional<Leftover> of(
            KubernetesClientException refusal,
            Optional<GenericKubernetesResource> live,
            GenericKubernetesResource desired) {
        var causes = causes(refusal);
        if (DefaultedStrategy.isRefused(causes)) {
            return live.flatMap(DefaultedStrategy::of);
        }
        return LeftoverEntries.isRefused(causes)
                ? live.flatMap(found -> LeftoverEntries.of(found, desired, causes))
                : Optional.empty();
    }

    private static List<StatusCause> causes(KubernetesClientException refusal) {
        return refusal.getCode() == UNPROCESSABLE
                ? Stream.ofNullable(refusal.getStatus())
                        .flatMap(status -> Stream.ofNullable(status.getDetails()))
                        .flatMap(details -> details.getCauses().stream())
                        .toList()
                : List.of();
    }

    /** The object that has it. */
    GenericKubernetesResource live();

    List<FieldPath> paths();

    /** What others manage of it. */
    default List<FieldConflict> conflicts() {
        return paths().stream()
                .flatMap(path -> FieldOwnership.othersOf(live(), Fabric8KubernetesApi.FIELD_MANAGER, path).stream()
                        .map(manager -> new FieldConflict(path.toString(), manager)))
                .toList();
    }

    /** With which it becomes ours. Nothing else of the object changes. */
    default List<ManagedFieldsEntry> claimed() {
        return FieldOwnership.claimed(live(), Fabric8KubernetesApi.FIELD_MANAGER, paths());
    }

    /** What can be applied as long as it is there. */
    GenericKubernetesResource passing(GenericKubernetesResource desired, KubernetesSerialization serialization);

    /** What the API server would make of the whole, from what it would make of {@link #passing}. */
    GenericKubernetesResource whole(
            GenericKubernetesResource applied,
            GenericKubernetesResource desired,
            KubernetesSerialization serialization);
}
