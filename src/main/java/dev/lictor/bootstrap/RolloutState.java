package dev.lictor.bootstrap;

import dev.lictor.cluster.ClusterSpec;
import dev.lictor.cluster.Storage;
import dev.lictor.consul.Answer;
import dev.lictor.consul.Failure;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How far the servers have been replaced by those of the wanted revision, and what is next. It is read off the cluster alone, so that
 * whoever goes on after a crash goes on from there. A server is replaced only when all others are ready and agree on a leader, and Raft
 * has no peer that is none of them; the leader is the last.
 *
 * @param live the StatefulSet, as its controller has seen it
 * @param pods of this cluster's servers
 * @param leader the server that all ready ones call the leader
 * @param peers that Raft has
 */
record RolloutState(ClusterSpec spec, StatefulSet live, List<Pod> pods, Answer<String> leader, Answer<Integer> peers) {
    private static final String REVISION = "controller-revision-hash";
    private static final String CONSUL = "consul";

    RolloutState {
        pods = List.copyOf(pods);
    }

    /** Whether servers run that are of an earlier revision. */
    static boolean isDue(StatefulSet live, List<Pod> pods) {
        return pods.stream().anyMatch(pod -> isOutdated(live, pod));
    }

    RolloutStep next() {
        if (outdated().isEmpty()) {
            return new RolloutStep.Done();
        }
        return missing()
                .or(this::withoutConsul)
                .or(this::unready)
                .or(this::onlyServer)
                .or(this::unknownLeader)
                .or(this::peersThatAreNone)
                .orElseGet(() -> new RolloutStep.Evict(candidate()));
    }

    private Optional<RolloutStep> missing() {
        var missing = IntStream.range(0, live.getSpec().getReplicas())
                .mapToObj(spec.names()::server)
                .flatMap(server -> pod(server)
                        .map(pod -> pod.getMetadata().getDeletionTimestamp() != null
                                ? Optional.of("pod/%s is ending".formatted(server))
                                : Optional.<String>empty())
                        .orElseGet(() -> Optional.of("%s has no pod".formatted(server)))
                        .stream())
                .toList();
        return missing.isEmpty() ? Optional.empty() : Optional.of(new RolloutStep.Wait(String.join("; ", missing)));
    }

    /**
     * Where Consul runs in none of several pods, as after a wrong image, no majority can be waited for. Data in a claim outlasts its pod;
     * data in a pod does not, so such a pod is replaced like any other or not at all.
     */
    private Optional<RolloutStep> withoutConsul() {
        var idle = outdated().stream().filter(pod -> !runsConsul(pod)).findFirst();
        if (idle.isEmpty() || spec.storage().kind() == Storage.Kind.EMPTY_DIR) {
            return Optional.empty();
        }
        return pods.stream()
                .filter(pod -> !isOutdated(live, pod) && !runsConsul(pod))
                .findFirst()
                .<RolloutStep>map(starting -> new RolloutStep.Wait("pod/%s has not started Consul yet"
                        .formatted(starting.getMetadata().getName())))
                .or(() -> Optional.of(new RolloutStep.Delete(idle.get())));
    }

    /** One that is not ready and of an earlier revision is the one to replace: with it nothing more is missing. */
    private Optional<RolloutStep> unready() {
        var unready = pods.stream().filter(pod -> !Relay.isReady(pod)).toList();
        return unready.isEmpty() || (unready.size() == 1 && isOutdated(live, unready.getFirst()))
                ? Optional.empty()
                : unready.stream()
                        .filter(pod -> unready.size() > 1 || !isOutdated(live, pod))
                        .findFirst()
                        .map(pod -> new RolloutStep.Wait("pod/%s is not ready, and no other may be missing"
                                .formatted(pod.getMetadata().getName())));
    }

    /** A single server that is not ready leads nobody, and nobody else can speak for it; its data outlasts its pod in a claim. */
    private Optional<RolloutStep> onlyServer() {
        return unreadyOutdated()
                .filter(_ -> live.getSpec().getReplicas() == 1 && spec.storage().kind() == Storage.Kind.CLAIM)
                .map(RolloutStep.Evict::new);
    }

    private Optional<RolloutStep> unknownLeader() {
        return leader.failure()
                .map(Failure::words)
                .map(words -> new RolloutStep.Wait("the servers agree on no leader: " + words));
    }

    /** Who may not ask is told by the servers' readiness that they vote. */
    private Optional<RolloutStep> peersThatAreNone() {
        int servers = live.getSpec().getReplicas();
        return switch (peers) {
            case Answer.Failed<Integer>(var failure) when failure.forbidden() -> Optional.empty();
            case Answer.Failed<Integer>(var failure) ->
                Optional.of(new RolloutStep.Wait("how many peers Raft has is not known: " + failure.words()));
            case Answer.Seen<Integer>(Integer known)
            when known == servers || (known == servers - 1 && unreadyOutdated().isPresent()) -> Optional.empty();
            case Answer.Seen<Integer>(Integer known) ->
                Optional.of(new RolloutStep.Wait(
                        "Raft has %d peers, and there are %d servers; consul operator raft list-peers names them"
                                .formatted(known, servers)));
        };
    }

    private Pod candidate() {
        return unreadyOutdated()
                .orElseGet(() -> outdated().stream()
                        .min(Comparator.comparing(this::leads))
                        .orElseThrow());
    }

    private boolean leads(Pod pod) {
        return leader.seen().filter(pod.getMetadata().getName()::equals).isPresent();
    }

    private Optional<Pod> unreadyOutdated() {
        return outdated().stream().filter(pod -> !Relay.isReady(pod)).findFirst();
    }

    /** From the highest ordinal down. */
    private List<Pod> outdated() {
        var found = new ArrayList<Pod>();
        IntStream.range(0, live.getSpec().getReplicas())
                .mapToObj(spec.names()::server)
                .flatMap(server -> pod(server).stream())
                .filter(pod -> isOutdated(live, pod))
                .forEach(found::addFirst);
        return found;
    }

    private Optional<Pod> pod(String server) {
        return pods.stream()
                .filter(pod -> pod.getMetadata().getName().equals(server))
                .findFirst();
    }

    private static boolean isOutdated(StatefulSet live, Pod pod) {
        var labels = pod.getMetadata().getLabels();
        var revision = labels == null ? null : labels.get(REVISION);
        return revision != null && !revision.equals(live.getStatus().getUpdateRevision());
    }

    private static boolean runsConsul(Pod pod) {
        return pod.getStatus().getContainerStatuses().stream()
                .anyMatch(container -> CONSUL.equals(container.getName())
                        && container.getState() != null
                        && container.getState().getRunning() != null);
    }
}
