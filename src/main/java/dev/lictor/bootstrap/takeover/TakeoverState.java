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
 * How far the servers of another StatefulSet have given way to ours, and what is next. It is read off the cluster alone, so that whoever
 * goes on after a crash goes on from there. Never more than one server is missing by our doing, and our StatefulSet is extended by one
 * ordinal at a time: asked for a pod whose name is taken, its controller would give up on the others, too, and try again ever later.
 *
 * @param set under the name of ours, whosever it is
 * @param pods under the names of our servers, whosever they are
 * @param voting names of our servers that are ready and know of as many peers as there are to be servers
 * @param clientsFollow whether the Service for clients leads to our servers
 * @param raft what they say of themselves; empty while nobody has asked them, and then nothing may be taken
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

    /** Also of a server that is ready no more than Kubernetes knows is believed. */
    TakeoverStep next() {
        var turn = byPlaces();
        return turn.takes()
                ? raft.flatMap(RaftSurvey::objection)
                        .<TakeoverStep>map(TakeoverStep.Wait::new)
                        .orElse(turn)
                : turn;
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
        // Nobody else makes a server anew that was lost on the way.
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
     * Ordinals of a StatefulSet are a row without gaps: the next is a neighbour, the one that is missed most before all others, and the
     * leader after them where the row allows it.
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
     * In which order servers are replaced that are all well: from that end of the row from which the leader comes later. It is elected
     * anew among servers of ours, then, whose time-outs we know.
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

    /** As far as the server itself says it, or Kubernetes of its pod. */
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
