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
 * @param servers the uids of the cluster's own StatefulSets
 */
public record UninstallPlan(Set<String> servers, List<ObjectVersion> removed, List<WriteOutcome> kept) {
    public UninstallPlan {
        servers = Set.copyOf(servers);
        removed = List.copyOf(removed);
        kept = List.copyOf(kept);
    }

    /** @param wipe whether also what nobody can make anew is removed */
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

    /** The same of what is found later, when these servers are gone. */
    UninstallPlan next(ClusterSpec spec, List<ObjectVersion> found, boolean wipe) {
        return of(spec, servers, found, wipe);
    }

    private static UninstallPlan of(ClusterSpec spec, Set<String> servers, List<ObjectVersion> found, boolean wipe) {
        var removed = new ArrayList<ObjectVersion>();
        var kept = new ArrayList<WriteOutcome>();
        for (var object : found) {
            var worth = wipe ? Optional.<String>empty() : worth(object, servers, found);
            worth.ifPresentOrElse(
                    why -> kept.add(new WriteOutcome.Kept(
                            object.key(), "%s; uninstall --wipe=%s removes it, too".formatted(why, spec.name()))),
                    () -> removed.add(object));
        }
        // Certificates without their CA are a loss to whoever looks meanwhile, and to the next run if this one is
        // killed.
        removed.sort(Comparator.comparing(object -> KeyMaterialKind.canSign(object.entries())));
        if (!found.isEmpty()) {
            kept.add(new WriteOutcome.Kept(ObjectKey.of(NamespaceObject.of(spec)), "may hold what is not ours"));
        }
        return new UninstallPlan(servers, removed, kept);
    }

    /** Why an object is not to be lost, by what it is and not by its name: the settings may be others by now. */
    private static Optional<String> worth(ObjectVersion object, Set<String> servers, List<ObjectVersion> found) {
        return switch (object.kind()) {
            // lictor.storage.when-deleted was delete: Kubernetes itself removes it after the StatefulSet, unless
            // another
            // owns it as well.
            case VOLUME_CLAIM ->
                !object.owners().isEmpty() && servers.containsAll(object.owners())
                        ? Optional.empty()
                        : Optional.of("holds a server's data");
            case SECRET -> {
                var entries =
                        String.join(", ", object.entries().stream().sorted().toList());
                if (!KeyMaterialKind.isReplaceable(object.entries())) {
                    yield Optional.of("holds what cannot be made anew (%s)".formatted(entries));
                }
                yield found.stream().anyMatch(other -> KeyMaterialKind.canSign(other.entries()))
                        ? Optional.empty()
                        : Optional.of("cannot be issued anew, for the CA's key is not here (%s)".formatted(entries));
            }
            case STATEFUL_SET, SERVICE, CONFIG_MAP, DISRUPTION_BUDGET, SERVICE_ACCOUNT, NETWORK_POLICY, POD_MONITOR ->
                Optional.empty();
        };
    }
}
