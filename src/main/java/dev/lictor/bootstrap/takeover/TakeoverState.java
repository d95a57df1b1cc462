package dev.lictor.bootstrap.takeover;

import dev.lictor.bootstrap.rollout.PodReadiness;
import dev.lictor.bootstrap.rollout.RolloutStatus;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.manifests.Labels;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The state of a takeover, and the next step. It is read from the cluster alone, so a run after a crash continues from there. A takeover
 * never removes more than one server at a time, and it extends our StatefulSet by one ordinal at a time: for a pod whose name is taken,
 * the controller would stop creating the other pods, too, and retry ever later.
 *
 * @param set the StatefulSet with the name of ours, with or without our labels
 * @param pods with the names of our servers, with or without our labels
 * @param voting names of our servers that are ready and report as many peers as the cluster is to have servers
 * @param clientsFollow whether the Service for clients selects our servers
 * @param raft the answers of the servers; empty before they are asked, and then no server may be removed
 */
public record TakeoverState(
        ClusterSpec spec,
        Optional<StatefulSet> set,
        List<Pod> pods,
        Set<String> voting,
        boolean clientsFollow,
        Optional<RaftSurvey> raft) {
    private enum Place {
        EMPTY,
        ENDING,
        OTHERS_BROKEN,
        OTHERS_READY,
        OURS_WAITING,
        OURS_VOTING
    }

    public TakeoverState {
        pods = List.copyOf(pods);
        voting = Set.copyOf(voting);
    }

    TakeoverState with(RaftSurvey asked) {
        return new TakeoverState(spec, set, pods, voting, clientsFollow, Optional.of(asked));
    }

    /** Readiness in Kubernetes does not say that a server takes part in Raft, so a step that removes one needs the answers of the servers. */
    TakeoverStep next() {
        var step = byPlaces();
        return step.takes()
                ? raft.flatMap(RaftSurvey::problem)
                        .<TakeoverStep>map(TakeoverStep.Wait::new)
                        .orElse(step)
                : step;
    }

    private TakeoverStep byPlaces() {
        var foreign = set.filter(live -> !Labels.areOurs(live, spec));
        if (foreign.filter(live -> live.getMetadata().getDeletionTimestamp() != null)
                .isPresent()) {
            return new TakeoverStep.Wait(
                    "statefulset/%s is ending".formatted(spec.names().statefulSet()));
        }
        if (foreign.isPresent()) {
            return waiting(Place.EMPTY, Place.ENDING, Place.OTHERS_BROKEN)
                    .orElseGet(() -> new TakeoverStep.Release(foreign.get()));
        }
        if (held().size() == spec.servers()
                && pods.stream().allMatch(pod -> Labels.areOfOurServers(pod.getMetadata(), spec))) {
            return clientsFollow ? new TakeoverStep.Done() : new TakeoverStep.OpenToClients();
        }
        var ending = waiting(Place.ENDING);
        if (ending.isPresent()) {
            return ending.get();
        }
        // No other controller recreates a server that was lost during the takeover.
        var lost = all().boxed()
                .filter(ordinal -> place(ordinal) == Place.EMPTY && !held().contains(ordinal))
                .max(Comparator.naturalOrder());
        if (lost.isPresent()) {
            return extended(lost.get());
        }
        var candidate = candidate();
        var late = held().stream()
                .filter(ordinal -> place(ordinal) == Place.EMPTY || place(ordinal) == Place.OURS_WAITING)
                .findFirst();
        if (late.isPresent()) {
            return new TakeoverStep.Wait(name(late.get()) + " is not ready yet" + why(late.get()));
        }
        if (!clientsFollow && !voting.isEmpty()) {
            return new TakeoverStep.OpenToClients();
        }
        return all().boxed()
                .filter(ordinal -> ordinal != candidate && place(ordinal) == Place.OTHERS_BROKEN)
                .findFirst()
                .<TakeoverStep>map(broken -> new TakeoverStep.Wait(
                        "%s is not ready%s, and no other may be missing".formatted(name(broken), why(broken))))
                .orElseGet(() -> new TakeoverStep.MakeRoom(pod(candidate).orElseThrow()));
    }

    /**
     * The ordinals of a StatefulSet have no gaps, so the next one is a neighbour of those that it has. Of the two neighbours, a missing
     * server comes first and the leader last.
     */
    private int candidate() {
        var held = held();
        var leader = raft.flatMap(RaftSurvey::leading);
        var order = order(spec, leader);
        var possible = held.isEmpty()
                ? all().boxed()
                : Stream.concat(
                                Stream.of(held.getFirst() - 1, held.getLast() + 1),
                                held.stream().filter(ordinal -> isOthers(place(ordinal))))
                        .filter(ordinal -> ordinal >= 0 && ordinal < spec.servers());
        return possible.min(Comparator.comparing(this::place)
                        .thenComparing(
                                ordinal -> leader.filter(name(ordinal)::equals).isPresent())
                        .thenComparingInt(order::indexOf))
                .orElseThrow();
    }

    /**
     * The order in which healthy servers are replaced: it starts at the end of the ordinals that is farther from the leader. The next leader
     * is then elected among our servers, whose timeouts are known.
     */
    public static List<Integer> order(ClusterSpec spec, Optional<String> leader) {
        var names = spec.names().servers(spec.servers());
        var upwards = IntStream.range(0, spec.servers()).boxed().toList();
        return leader.filter(name -> 2 * names.indexOf(name) >= spec.servers()).isPresent()
                ? upwards
                : upwards.reversed();
    }

    private TakeoverStep extended(int ordinal) {
        var held = held();
        int first = held.isEmpty() ? ordinal : Math.min(ordinal, held.getFirst());
        int last = held.isEmpty() ? ordinal : Math.max(ordinal, held.getLast());
        return new TakeoverStep.Extend(first, last - first + 1);
    }

    /** From the answer of the server, or from the status of its pod. */
    private String why(int ordinal) {
        return unsound(ordinal)
                .or(() -> pod(ordinal)
                        .map(RolloutStatus::reasons)
                        .filter(reasons -> !reasons.isEmpty())
                        .map(reasons -> String.join("; ", reasons)))
                .map(why -> ": " + why)
                .orElse("");
    }

    private Optional<String> unsound(int ordinal) {
        return raft.flatMap(survey -> Optional.ofNullable(survey.unsound().get(name(ordinal))));
    }

    private Optional<TakeoverStep> waiting(Place... places) {
        return all().boxed()
                .filter(ordinal -> List.of(places).contains(place(ordinal)))
                .findFirst()
                .map(ordinal -> new TakeoverStep.Wait(
                        switch (place(ordinal)) {
                            case EMPTY -> name(ordinal) + " is not there";
                            case ENDING -> name(ordinal) + " is ending";
                            case OTHERS_BROKEN, OTHERS_READY, OURS_WAITING, OURS_VOTING ->
                                name(ordinal) + " is not ready" + why(ordinal);
                        }));
    }

    /** The ordinals of our StatefulSet. */
    private List<Integer> held() {
        return set.map(StatefulSet::getSpec)
                .map(live -> {
                    var first = live.getOrdinals() == null || live.getOrdinals().getStart() == null
                            ? 0
                            : live.getOrdinals().getStart();
                    return IntStream.range(first, first + live.getReplicas())
                            .boxed()
                            .toList();
                })
                .orElse(List.of());
    }

    private Place place(int ordinal) {
        return pod(ordinal)
                .map(pod -> {
                    if (pod.getMetadata().getDeletionTimestamp() != null) {
                        return Place.ENDING;
                    }
                    if (Labels.areOfOurServers(pod.getMetadata(), spec)) {
                        return voting.contains(name(ordinal))
                                        && unsound(ordinal).isEmpty()
                                ? Place.OURS_VOTING
                                : Place.OURS_WAITING;
                    }
                    return PodReadiness.isReady(pod) && unsound(ordinal).isEmpty()
                            ? Place.OTHERS_READY
                            : Place.OTHERS_BROKEN;
                })
                .orElse(Place.EMPTY);
    }

    private static boolean isOthers(Place place) {
        return place == Place.OTHERS_BROKEN || place == Place.OTHERS_READY;
    }

    private IntStream all() {
        return IntStream.range(0, spec.servers());
    }

    private String name(int ordinal) {
        return spec.names().server(ordinal);
    }

    private Optional<Pod> pod(int ordinal) {
        return pods.stream()
                .filter(pod -> pod.getMetadata().getName().equals(name(ordinal)))
                .findFirst();
    }
}
