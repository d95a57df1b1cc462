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
 * Fields of the live object that an apply neither sets nor removes, because Lictor does not own them, and beside which the API server
 * refuses the desired fields. Once Lictor's field manager owns them, the same apply removes them.
 */
sealed interface Leftover permits DefaultedStrategy, LeftoverEntries {
    int UNPROCESSABLE = 422;

    /** Whether leftover fields can be the only reason of the refusal. */
    static boolean isRefused(KubernetesClientException refusal) {
        var causes = causes(refusal);
        return DefaultedStrategy.isRefused(causes) || LeftoverEntries.isRefused(causes);
    }

    /** The leftover fields that caused the refusal; empty if they are not its reason. */
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

    /** The live object that has the fields. */
    GenericKubernetesResource live();

    List<FieldPath> paths();

    /** The leftover fields that other managers own. */
    default List<FieldConflict> conflicts() {
        return paths().stream()
                .flatMap(path -> FieldOwnership.othersOf(live(), Fabric8KubernetesApi.FIELD_MANAGER, path).stream()
                        .map(manager -> new FieldConflict(path.toString(), manager)))
                .toList();
    }

    /** The {@code managedFields} with which the fields become Lictor's. Nothing else of the object changes. */
    default List<ManagedFieldsEntry> claimed() {
        return FieldOwnership.claimed(live(), Fabric8KubernetesApi.FIELD_MANAGER, paths());
    }

    /** The part of the desired object that the API server accepts beside the leftover fields. */
    GenericKubernetesResource passing(GenericKubernetesResource desired, KubernetesSerialization serialization);

    /** The result of applying the whole desired object, computed from the result of applying {@link #passing}. */
    GenericKubernetesResource whole(
            GenericKubernetesResource applied,
            GenericKubernetesResource desired,
            KubernetesSerialization serialization);
}
