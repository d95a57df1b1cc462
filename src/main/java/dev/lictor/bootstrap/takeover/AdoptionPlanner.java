package dev.lictor.bootstrap.takeover;

import dev.lictor.bootstrap.plan.ObservedState;
import dev.lictor.bootstrap.plan.Step;
import dev.lictor.bootstrap.rollout.PodReadiness;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.cluster.ConsulVersion;
import dev.lictor.kubernetes.DryRunResult;
import dev.lictor.kubernetes.ObjectKey;
import dev.lictor.manifests.Labels;
import dev.lictor.manifests.StatefulSetObject;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Plans the takeover of objects that have the names of this cluster's objects, but not its labels. */
public final class AdoptionPlanner {
    private final ClusterSpec spec;
    private final ObservedState observed;

    public AdoptionPlanner(ClusterSpec spec, ObservedState observed) {
        this.spec = spec;
        this.observed = observed;
    }

    /** The step for an object of another owner. */
    public Step adopted(HasMetadata desired, HasMetadata live, DryRunResult preview) {
        if (live instanceof StatefulSet servers && isReplaced(preview)) {
            var problems = problems(servers);
            return problems.isEmpty()
                    ? replaced(desired)
                    : new Step.Refuse(ObjectKey.of(desired), "cannot be taken over: " + String.join("; ", problems));
        }
        if (desired instanceof Service service && isForClients(service) && isTakeoverDue()) {
            return new Step.DeferAdoption(desired);
        }
        return switch (preview) {
            case DryRunResult.Forced forced -> new Step.Adopt(desired, live, forced.applied(), forced.fields());
            case DryRunResult.Invalid(var found, var why) ->
                new Step.Refuse(
                        ObjectKey.of(desired),
                        "cannot be taken over as it is: %s; choose another lictor.name".formatted(why));
            case DryRunResult.Absent absent -> new Step.Adopt(desired, live, desired, List.of());
            case DryRunResult.Same same -> new Step.Adopt(desired, live, desired, List.of());
            case DryRunResult.Different different -> new Step.Adopt(desired, live, desired, different.fields());
            case DryRunResult.Conflicting conflicting -> new Step.Adopt(desired, live, desired, List.of());
        };
    }

    /** The step that continues an interrupted takeover. */
    public Step continued(HasMetadata desired) {
        var problems = downgrade(Optional.empty());
        return problems.isEmpty()
                ? replaced(desired)
                : new Step.Refuse(
                        ObjectKey.of(desired), "the takeover cannot continue: " + String.join("; ", problems));
    }

    private Step replaced(HasMetadata desired) {
        var leader = observed.survey().flatMap(survey -> survey.raft().leading());
        return new Step.ReplaceServers(
                desired,
                TakeoverState.order(spec, leader).stream()
                        .map(spec.names()::server)
                        .toList());
    }

    /** Whether servers of another owner run, or their StatefulSet is to be replaced. */
    public boolean isTakeoverDue() {
        return !observed.predecessors().isEmpty()
                || observed.previews().entrySet().stream()
                        .filter(entry -> entry.getKey() instanceof StatefulSet)
                        .map(entry -> entry.getValue())
                        .anyMatch(preview -> preview.found()
                                        .filter(live -> !Labels.areOurs(live, spec))
                                        .isPresent()
                                && isReplaced(preview));
    }

    /** A StatefulSet's selector, claim templates and Service name cannot be changed, so it is deleted and created anew. */
    private static boolean isReplaced(DryRunResult preview) {
        return preview instanceof DryRunResult.Invalid;
    }

    private boolean isForClients(Service service) {
        return service.getMetadata().getName().equals(spec.names().clientService());
    }

    /** Why its servers cannot be replaced without loss of data or of the quorum. */
    private List<String> problems(StatefulSet live) {
        var found = new ArrayList<String>();
        var replicas = live.getSpec().getReplicas();
        if (replicas == null || replicas != spec.servers()) {
            found.add("it has %d servers, and lictor.servers is %d: set lictor.servers to the number that it has"
                    .formatted(replicas, spec.servers()));
        }
        var claims = names(live);
        var ours = names(StatefulSetObject.of(spec));
        if (!claims.isEmpty() && !claims.equals(ours)) {
            found.add(
                    "its servers keep their data in claims of %s, and the new servers would keep theirs in %s: move the data with a snapshot into a cluster of another name"
                            .formatted(
                                    String.join(", ", claims),
                                    ours.isEmpty() ? "the pods" : "claims of " + String.join(", ", ours)));
        }
        if (claims.isEmpty() && spec.servers() == 1) {
            found.add(
                    "its only server keeps its data in the pod, and would lose it with the pod: make a snapshot, and restore it into a cluster of another name");
        }
        found.addAll(downgrade(Optional.of(live)));
        var unready = spec.names().servers(spec.servers()).stream()
                .filter(server -> observed.predecessors().stream().noneMatch(pod -> isFit(pod, server)))
                .toList();
        if (!unready.isEmpty()) {
            found.add("%s must be ready before one of them is replaced".formatted(String.join(", ", unready)));
        }
        observed.survey().ifPresent(survey -> {
            survey.raft().problems().stream()
                    .map("%s: before one of them is replaced, all must vote and hear one leader"::formatted)
                    .forEach(found::add);
            found.addAll(survey.data());
        });
        return found;
    }

    /** An older Consul may crash on data that a newer one wrote. Therefore an unknown version is refused, too. */
    private List<String> downgrade(Optional<StatefulSet> live) {
        var found = new ArrayList<String>();
        var running = new TreeSet<ConsulVersion>();
        var unknown = new ArrayList<String>();
        for (var pod : observed.predecessors()) {
            var server = pod.getMetadata().getName();
            observed.survey()
                    .flatMap(survey -> survey.version(server))
                    .flatMap(ConsulVersion::parse)
                    .or(() -> ConsulContainer.of(pod.getSpec()).flatMap(ConsulContainer::tag))
                    .ifPresentOrElse(running::add, () -> unknown.add(server));
        }
        if (running.isEmpty()) {
            live.flatMap(set -> ConsulContainer.of(set.getSpec().getTemplate().getSpec()))
                    .flatMap(ConsulContainer::tag)
                    .ifPresent(running::add);
        }
        if (!running.isEmpty() && running.last().compareTo(spec.version()) > 0) {
            found.add(
                    "it runs Consul %s, and lictor.consul-version is %s: an older server may crash on data that a newer one wrote"
                            .formatted(running.last(), spec.version()));
        }
        if (!unknown.isEmpty() && observed.survey().isPresent()) {
            found.add(
                    "the Consul version of %s is unknown: neither an image tag nor the server itself shows it, and an older server may crash on data that a newer one wrote: make sure that Lictor can reach the server"
                            .formatted(String.join(", ", unknown)));
        }
        return found;
    }

    private static boolean isFit(Pod pod, String server) {
        return pod.getMetadata().getName().equals(server)
                && pod.getMetadata().getDeletionTimestamp() == null
                && PodReadiness.isReady(pod);
    }

    private static List<String> names(StatefulSet servers) {
        return servers.getSpec().getVolumeClaimTemplates().stream()
                .map(PersistentVolumeClaim::getMetadata)
                .map(metadata -> metadata.getName())
                .toList();
    }
}
