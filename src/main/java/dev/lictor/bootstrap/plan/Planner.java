package dev.lictor.bootstrap.plan;

import dev.lictor.bootstrap.scaledown.ScaleDownState;
import dev.lictor.bootstrap.takeover.AdoptionPlanner;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.kubernetes.DryRunResult;
import dev.lictor.kubernetes.FieldConflict;
import dev.lictor.kubernetes.ObjectKey;
import dev.lictor.kubernetes.ResourceKind;
import dev.lictor.manifests.Labels;
import dev.lictor.manifests.NamespaceObject;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Plans a run from the request and the observed state. */
public final class Planner {
    private Planner() {}

    public static Plan plan(BootstrapRequest request, ObservedState observed, Instant now) {
        var spec = request.spec();
        var steps = new ArrayList<Step>();
        steps.add(namespace(spec, observed));
        steps.addAll(SecretPlanner.plan(request, observed, now));
        observed.previews().forEach((desired, preview) -> steps.add(step(request, observed, desired, preview)));
        steps.addAll(foreignPods(request, observed));
        return new Plan(steps);
    }

    private static Step namespace(ClusterSpec spec, ObservedState observed) {
        Namespace namespace = NamespaceObject.of(spec);
        return observed.namespaceExists()
                ? new Step.NoChange(ObjectKey.of(namespace))
                : new Step.CreateNamespace(namespace);
    }

    private static Step step(
            BootstrapRequest request, ObservedState observed, HasMetadata desired, DryRunResult preview) {
        var spec = request.spec();
        var key = ObjectKey.of(desired);
        var isAdopting = request.takeover() == AdoptionPolicy.ADOPT;
        var adoption = new AdoptionPlanner(spec, observed);
        var foreign = preview.found().filter(live -> !ours(spec, live));
        if (foreign.isPresent()) {
            return isAdopting ? adoption.adopted(desired, foreign.get(), preview) : foreign(spec, observed, key);
        }
        if (desired instanceof StatefulSet
                && isAdopting
                && !observed.predecessors().isEmpty()) {
            return adoption.continued(desired);
        }
        return switch (preview) {
            case DryRunResult.Absent absent -> new Step.Create(desired);
            case DryRunResult.Same same -> new Step.NoChange(key);
            case DryRunResult.Different different ->
                scaledDownFirst(spec, different.live(), new Step.Change(desired, different.fields()));
            case DryRunResult.Conflicting(var live, var conflicts) ->
                new Step.Refuse(
                        key,
                        conflicts.stream().map(FieldConflict::toString).collect(Collectors.joining("; "))
                                + ": undo that change, set what is asked for to it, or take the field by --force-conflicts, which --dry-run shows first");
            case DryRunResult.Forced forced ->
                scaledDownFirst(spec, forced.live(), new Step.ForceApply(desired, forced));
            case DryRunResult.Invalid(var live, var why) -> new Step.Refuse(key, why);
        };
    }

    private static Step scaledDownFirst(ClusterSpec spec, HasMetadata live, Step change) {
        return live instanceof GenericKubernetesResource servers
                        && live.getKind().equals(ResourceKind.STATEFUL_SET.singular())
                        && ScaleDownState.isDue(spec, servers)
                ? new Step.ScaleDown(change)
                : change;
    }

    /** Refuses pods of another owner with our servers' names, unless their StatefulSet is refused already. */
    private static List<Step> foreignPods(BootstrapRequest request, ObservedState observed) {
        var isStatefulSetRefused = observed.previews().entrySet().stream()
                .filter(entry -> entry.getKey() instanceof StatefulSet)
                .flatMap(entry -> entry.getValue().found().stream())
                .anyMatch(live -> !ours(request.spec(), live));
        return request.takeover() == AdoptionPolicy.ADOPT || isStatefulSetRefused
                ? List.of()
                : observed.predecessors().stream()
                        .<Step>map(
                                pod -> new Step.Refuse(
                                        ObjectKey.of(pod),
                                        "has the name of a server and is not part of this cluster; if a takeover was stopped, continue it with --adopt, which replaces this server; otherwise choose another lictor.name"))
                        .toList();
    }

    static boolean ours(ClusterSpec spec, HasMetadata live) {
        return Labels.areOurs(live, spec);
    }

    /** An object without our labels belongs to another owner, whatever its name. */
    static Step.Refuse foreign(ClusterSpec spec, ObservedState observed, ObjectKey key) {
        return new Step.Refuse(
                key,
                hasServers(spec, observed)
                        ? "exists without the label of this cluster, whose servers exist; if it has lost the label, restore it: kubectl label -n %s %s --overwrite %s; if it belongs to another owner, the change that needs its name cannot be made"
                                .formatted(spec.names().namespace(), key, Labels.asArgument(spec))
                        : "exists and is not part of this cluster; choose another lictor.name, or, if nobody else needs it as it is, take it over with what it holds by --adopt, which --dry-run shows first");
    }

    /** Whether the cluster has servers; their lictor.name cannot be changed. */
    private static boolean hasServers(ClusterSpec spec, ObservedState observed) {
        return observed.previews().entrySet().stream()
                .filter(entry -> entry.getKey() instanceof StatefulSet)
                .flatMap(entry -> entry.getValue().found().stream())
                .map(live -> ours(spec, live))
                .findFirst()
                .orElseGet(() -> observed.remains().servers());
    }
}
