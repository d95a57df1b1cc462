package dev.lictor.operations;

import dev.lictor.bootstrap.keys.KeyMaterialKind;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.kubernetes.ObjectKey;
import dev.lictor.kubernetes.ObjectVersion;
import dev.lictor.kubernetes.ResourceKind;
import dev.lictor.kubernetes.WriteOutcome;
import dev.lictor.manifests.NamespaceObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What an uninstall removes of the objects that carry the cluster's labels, and what it keeps.
 *
 * @param servers the uids of the cluster's StatefulSets
 * @param removed the objects to remove, in this order
 * @param kept the objects to keep, with the reasons
 */
public record UninstallPlan(Set<String> servers, List<ObjectVersion> removed, List<WriteOutcome> kept) {
    public UninstallPlan {
        servers = Set.copyOf(servers);
        removed = List.copyOf(removed);
        kept = List.copyOf(kept);
    }

    /** @param wipe whether to remove data and keys that cannot be created again as well */
    static UninstallPlan of(ClusterSpec spec, List<ObjectVersion> found, boolean wipe) {
        return of(
                spec,
                found.stream()
                        .filter(object -> object.kind() == ResourceKind.STATEFUL_SET)
                        .map(ObjectVersion::uid)
                        .collect(Collectors.toSet()),
                found,
                wipe);
    }

    /** The plan for the objects that are found later, when these servers no longer exist. */
    UninstallPlan next(ClusterSpec spec, List<ObjectVersion> found, boolean wipe) {
        return of(spec, servers, found, wipe);
    }

    private static UninstallPlan of(ClusterSpec spec, Set<String> servers, List<ObjectVersion> found, boolean wipe) {
        var removed = new ArrayList<ObjectVersion>();
        var kept = new ArrayList<WriteOutcome>();
        for (var object : found) {
            var reason = wipe ? Optional.<String>empty() : reasonToKeep(object, servers, found);
            reason.ifPresentOrElse(
                    why -> kept.add(new WriteOutcome.Kept(
                            object.key(), "%s; uninstall --wipe=%s removes it, too".formatted(why, spec.name()))),
                    () -> removed.add(object));
        }
        // Remove the CA last: if this run is killed before, the next run still finds the CA of the remaining
        // certificates.
        removed.sort(Comparator.comparing(object -> KeyMaterialKind.canSign(object.entries())));
        if (!found.isEmpty()) {
            kept.add(new WriteOutcome.Kept(ObjectKey.of(NamespaceObject.of(spec)), "may hold other objects"));
        }
        return new UninstallPlan(servers, removed, kept);
    }

    /** Why an object is kept; empty if it may be removed. Decided by its content, not its name, because the settings may have changed. */
    private static Optional<String> reasonToKeep(ObjectVersion object, Set<String> servers, List<ObjectVersion> found) {
        return switch (object.kind()) {
            // An owned claim had lictor.storage.when-deleted=delete: Kubernetes itself removes it after its
            // StatefulSets.
            case VOLUME_CLAIM ->
                !object.owners().isEmpty() && servers.containsAll(object.owners())
                        ? Optional.empty()
                        : Optional.of("holds a server's data");
            case SECRET -> {
                var entries =
                        String.join(", ", object.entries().stream().sorted().toList());
                if (!KeyMaterialKind.isReplaceable(object.entries())) {
                    yield Optional.of("holds what cannot be created again (%s)".formatted(entries));
                }
                yield found.stream().anyMatch(other -> KeyMaterialKind.canSign(other.entries()))
                        ? Optional.empty()
                        : Optional.of("cannot be issued again, because the CA's key is not in the cluster (%s)"
                                .formatted(entries));
            }
            case STATEFUL_SET, SERVICE, CONFIG_MAP, DISRUPTION_BUDGET, SERVICE_ACCOUNT, NETWORK_POLICY, POD_MONITOR ->
                Optional.empty();
        };
    }
}
