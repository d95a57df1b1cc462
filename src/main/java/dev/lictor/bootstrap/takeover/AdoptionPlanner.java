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

/** Decides about objects that have the names of this cluster's, but not its labels, where they are to be taken over. */
public final class AdoptionPlanner {
    private final ClusterSpec spec;
    private final ObservedState observed;

    public AdoptionPlanner(ClusterSpec spec, ObservedState observed) {
        this.spec = spec;
        this.observed = observed;
    }

    /** What is to be done with a stranger's object. */
    public Step adopted(HasMetadata desired, HasMetadata live, DryRunResult preview) {
        if (live instanceof StatefulSet servers && isReplaced(preview)) {
            var objections = objections(servers);
            return objections.isEmpty()
                    ? succeeded(desired)
                    : new Step.Refuse(ObjectKey.of(desired), "cannot be taken over: " + String.join("; ", objections));
        }
        if (desired instanceof Service service && isForClients(service) && isSuccessionDue()) {
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

    /** What is left of a takeover that was stopped. */
    public Step continued(HasMetadata desired) {
        var objections = downgrade(Optional.empty());
        return objections.isEmpty()
                ? succeeded(desired)
                : new Step.Refuse(
                        ObjectKey.of(desired), "the takeover cannot be gone on with: " + String.join("; ", objections));
    }

    private Step succeeded(HasMetadata desired) {
        var leader = observed.survey().flatMap(survey -> survey.raft().leading());
        return new Step.ReplaceServers(
                desired,
                TakeoverState.order(spec, leader).stream()
                        .map(spec.names()::server)
                        .toList());
    }

    /** Servers that are not ours are there, or about to be left without a StatefulSet. */
    public boolean isSuccessionDue() {
        return !observed.predecessors().isEmpty()
                || observed.previews().entrySet().stream()
                        .filter(entry -> entry.getKey() instanceof StatefulSet)
                        .map(entry -> entry.getValue())
                        .anyMatch(preview -> preview.found()
                                        .filter(live -> !Labels.areOurs(live, spec))
                                        .isPresent()
                                && isReplaced(preview));
    }

    /** Its selector, its claims and its Service's name cannot be changed. */
    private static boolean isReplaced(DryRunResult preview) {
        return preview instanceof DryRunResult.Invalid;
    }

    private boolean isForClients(Service service) {
        return service.getMetadata().getName().equals(spec.names().clientService());
    }

    /** Why its servers cannot give way without that data or the quorum are lost. */
    private List<String> objections(StatefulSet live) {
        var found = new ArrayList<String>();
        var replicas = live.getSpec().getReplicas();
        if (replicas == null || replicas != spec.servers()) {
            found.add("it has %d servers, and lictor.servers is %d: set that to what it has"
                    .formatted(replicas, spec.servers()));
        }
        var claims = names(live);
        var ours = names(StatefulSetObject.of(spec));
        if (!claims.isEmpty() && !claims.equals(ours)) {
            found.add(
                    "its servers' data lies in claims of %s, and ours would lie in %s: move the data by a snapshot into a cluster of another name"
                            .formatted(
                                    String.join(", ", claims),
                                    ours.isEmpty() ? "the pods" : "claims of " + String.join(", ", ours)));
        }
        if (claims.isEmpty() && spec.servers() == 1) {
            found.add(
                    "its only server keeps its data in the pod, with which it would go: make a snapshot, and restore it into a cluster of another name");
        }
        found.addAll(downgrade(Optional.of(live)));
        var unready = spec.names().servers(spec.servers()).stream()
                .filter(server -> observed.predecessors().stream().noneMatch(pod -> isFit(pod, server)))
                .toList();
        if (!unready.isEmpty()) {
            found.add("%s must be ready before one of them is replaced".formatted(String.join(", ", unready)));
        }
        observed.survey().ifPresent(survey -> {
            survey.raft().objections().stream()
                    .map("%s: before one of them is replaced all must vote and have heard one leader"::formatted)
                    .forEach(found::add);
            found.addAll(survey.data());
        });
        return found;
    }

    /** An older server dies on what a newer one wrote, so that what is not known is not risked. */
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
                    "it runs Consul %s, and lictor.consul-version is %s: an older server may die on what a newer one wrote"
                            .formatted(running.last(), spec.version()));
        }
        if (!unknown.isEmpty() && observed.survey().isPresent()) {
            found.add(
                    "which version of Consul %s runs is not known, neither by the tag of an image that is clearly Consul's nor from the server itself, and an older one may die on what it wrote: let it be asked"
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
