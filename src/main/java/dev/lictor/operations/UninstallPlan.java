package dev.lictor.operations;

import dev.lictor.bootstrap.Part;
import dev.lictor.bootstrap.objects.NamespaceObject;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.kube.ObjectKey;
import dev.lictor.kube.ObjectVersion;
import dev.lictor.kube.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What an uninstall removes of the objects that carry the cluster's labels, and what it keeps. */
public record UninstallPlan(List<ObjectVersion> removed, List<Outcome> kept) {
    public UninstallPlan {
        removed = List.copyOf(removed);
        kept = List.copyOf(kept);
    }

    /** @param wipe whether also what nobody can make anew is removed */
    static UninstallPlan of(ClusterSpec spec, List<ObjectVersion> found, boolean wipe) {
        var removed = new ArrayList<ObjectVersion>();
        var kept = new ArrayList<Outcome>();
        for (var object : found) {
            var worth = wipe ? Optional.<String>empty() : worth(object);
            worth.ifPresentOrElse(
                    why -> kept.add(new Outcome.Kept(
                            object.key(),
                            "%s; to remove it: kubectl -n %s delete %s"
                                    .formatted(why, spec.names().namespace(), object.key()))),
                    () -> removed.add(object));
        }
        if (!found.isEmpty()) {
            var namespace = ObjectKey.of(NamespaceObject.of(spec));
            kept.add(new Outcome.Kept(
                    namespace, "may hold what is not ours; to remove it and all in it: kubectl delete " + namespace));
        }
        return new UninstallPlan(removed, kept);
    }

    /** Why an object is not to be lost, by what it is and not by its name: the settings may be others by now. */
    private static Optional<String> worth(ObjectVersion object) {
        return switch (object.kind()) {
            // lictor.storage.when-deleted was delete: Kubernetes itself removes it after the StatefulSet.
            case VOLUME_CLAIM -> object.owned() ? Optional.empty() : Optional.of("holds a server's data");
            case SECRET ->
                Part.isReplaceable(object.entries())
                        ? Optional.empty()
                        : Optional.of("holds what cannot be made anew ("
                                + String.join(
                                        ", ", object.entries().stream().sorted().toList()) + ")");
            case STATEFUL_SET, SERVICE, CONFIG_MAP, DISRUPTION_BUDGET, SERVICE_ACCOUNT, NETWORK_POLICY, POD_MONITOR ->
                Optional.empty();
        };
    }
}
