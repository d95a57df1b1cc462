package dev.lictor.bootstrap.rollout;

import dev.lictor.cluster.ClusterSpec;
import dev.lictor.cluster.Storage;
import dev.lictor.consul.ConsulError;
import dev.lictor.consul.ConsulResult;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The state of a rollout, and the next step. It is read from the cluster alone, so a run after a crash continues from there. A server is
 * replaced only when all others are ready and agree on a leader, and each Raft peer is one of them; the leader is replaced last. Servers
 * of the earlier revision that never become ready are replaced as well, if this can lose neither data nor the quorum.
 *
 * @param live the StatefulSet, as its controller has seen it
 * @param pods of this cluster's servers
 * @param lasting whether the same pods have been unready for longer than a start or an election takes
 * @param asked the answers of the servers; empty before they are asked
 */
record RolloutState(ClusterSpec spec, StatefulSet live, List<Pod> pods, boolean lasting, Optional<Asked> asked) {
    private static final String REVISION = "controller-revision-hash";
    private static final String CONSUL = "consul";

    /** @param peers the number of Raft peers */
    record Asked(KnownLeaders leaders, ConsulResult<Integer> peers) {}

    RolloutState {
        pods = List.copyOf(pods);
    }

    RolloutState with(Asked answers) {
        return new RolloutState(spec, live, pods, lasting, Optional.of(answers));
    }

    /** Never {@link RolloutStep.Ask} if the servers have been asked already. */
    RolloutStep next() {
        if (outdated().isEmpty()) {
            return new RolloutStep.Done();
        }
        return missing()
                .or(this::withoutConsul)
                .or(this::onlyServer)
                .or(this::unready)
                .or(this::unasked)
                .or(this::unknownLeader)
                .or(() -> peersThatAreNone(unreadyPods().size()))
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
     * If Consul does not run, as with a wrong image, there is no majority to wait for. Data in a claim outlasts its pod. Data in a pod does
     * not, so such a pod is replaced like any other, unless it cannot hold data.
     */
    private Optional<RolloutStep> withoutConsul() {
        return outdated().stream()
                .filter(pod -> !runsConsul(pod))
                .filter(pod -> outlastsPods() || hasNeverRunConsul(pod) || noneWasEverReady())
                .findFirst()
                .map(idle -> starting().orElseGet(() -> new RolloutStep.Delete(idle, "in which Consul does not run")));
    }

    private Optional<RolloutStep> starting() {
        return pods.stream()
                .filter(pod -> !isOutdated(live, pod) && !runsConsul(pod))
                .findFirst()
                .<RolloutStep>map(
                        pod -> new RolloutStep.Wait("pod/%s has not started Consul yet".formatted(name(pod))));
    }

    /** A single server that is not ready has no leader, and there is no other server to ask. */
    private Optional<RolloutStep> onlyServer() {
        return live.getSpec().getReplicas() == 1
                ? unreadyPods().stream()
                        .findFirst()
                        .map(pod -> outlastsPods() || PodReadiness.wasNever(pod)
                                ? new RolloutStep.Evict(pod)
                                : new RolloutStep.Wait(mayHoldData(pod)))
                : Optional.empty();
    }

    /** An unready server of an earlier revision is replaced first: the number of ready servers stays the same. */
    private Optional<RolloutStep> unready() {
        var unready = unreadyPods();
        if (unready.isEmpty() || (unready.size() == 1 && areOutdated(unready))) {
            return Optional.empty();
        }
        return Optional.of(
                lasting && unready.stream().anyMatch(pod -> isOutdated(live, pod))
                        ? starting().orElseGet(this::stalled)
                        : noOther());
    }

    /**
     * Servers of the earlier revision that do not become ready can only be replaced. One of them can be missing if a majority is ready, if
     * there is no leader, or if all servers follow one leader although Kubernetes calls them unready, as with a sidecar that does not run.
     */
    private RolloutStep stalled() {
        var isMajorityReady = areOutdated(unreadyPods())
                && 2 * ready().size() > live.getSpec().getReplicas();
        var idle = pods.stream().filter(pod -> !runsConsul(pod)).findFirst();
        if (idle.isPresent() && !isMajorityReady) {
            return new RolloutStep.Wait(mayHoldData(idle.get()));
        }
        if (asked.isEmpty()) {
            return new RolloutStep.Ask(names(isMajorityReady ? ready() : pods));
        }
        if (isMajorityReady) {
            return unknownLeader()
                    .or(() -> peersThatAreNone(unreadyPods().size()))
                    .orElseGet(() -> new RolloutStep.Delete(candidate(), "as a majority of the servers is ready"));
        }
        if (asked.get().leaders().areNone() && ready().isEmpty()) {
            return outlastsPods() || noneWasEverReady()
                    ? new RolloutStep.Delete(candidate(), "as none of the servers knows a leader")
                    : new RolloutStep.Wait(mayHoldData(candidate()));
        }
        return unknownLeader()
                .or(() -> areOutdated(unreadyPods()) ? Optional.empty() : Optional.of(noOther()))
                .or(() -> peersThatAreNone(0))
                .orElseGet(() -> outlastsPods() || PodReadiness.wasNever(candidate())
                        ? new RolloutStep.Delete(candidate(), "as all servers follow one leader")
                        : new RolloutStep.Wait(mayHoldData(candidate())));
    }

    private RolloutStep noOther() {
        var unready = unreadyPods();
        return new RolloutStep.Wait("pod/%s is not ready, and no other may be missing"
                .formatted(name(unready.stream()
                        .filter(pod -> !isOutdated(live, pod))
                        .findFirst()
                        .orElseGet(unready::getFirst))));
    }

    private static String mayHoldData(Pod pod) {
        return "pod/%s is not ready, and what it holds would go with it (lictor.storage.kind is empty-dir): make it ready first; only if nothing that the servers hold is needed, lictor uninstall and then bootstrap begin anew"
                .formatted(name(pod));
    }

    /** Only the ready servers are asked. */
    private Optional<RolloutStep> unasked() {
        return asked.isPresent() ? Optional.empty() : Optional.of(new RolloutStep.Ask(names(ready())));
    }

    private Optional<RolloutStep> unknownLeader() {
        return asked.flatMap(answers -> answers.leaders().agreed().failure())
                .map(ConsulError::words)
                .map(words -> new RolloutStep.Wait("the servers agree on no leader: " + words));
    }

    /** @param gone how many peers may be missing: autopilot removes dead servers */
    private Optional<RolloutStep> peersThatAreNone(int gone) {
        int servers = live.getSpec().getReplicas();
        return asked.map(Asked::peers).flatMap(peers -> switch (peers) {
            case ConsulResult.Failed<Integer>(var failure) ->
                Optional.of(new RolloutStep.Wait("how many peers Raft has is not known: " + failure.words()));
            case ConsulResult.Seen<Integer>(Integer known)
            when known <= servers && known >= servers - gone -> Optional.empty();
            case ConsulResult.Seen<Integer>(Integer known) ->
                Optional.of(new RolloutStep.Wait(
                        "Raft has %d peers, and there are %d servers; consul operator raft list-peers names them"
                                .formatted(known, servers)));
        });
    }

    /** Unready servers first, the leader last. */
    private Pod candidate() {
        return outdated().stream()
                .min(Comparator.comparing(PodReadiness::isReady).thenComparing(this::leads))
                .orElseThrow();
    }

    private boolean leads(Pod pod) {
        return asked.flatMap(answers -> answers.leaders().agreed().seen())
                .filter(name(pod)::equals)
                .isPresent();
    }

    private List<Pod> unreadyPods() {
        return pods.stream().filter(pod -> !PodReadiness.isReady(pod)).toList();
    }

    private List<Pod> ready() {
        return pods.stream().filter(PodReadiness::isReady).toList();
    }

    private boolean areOutdated(List<Pod> some) {
        return some.stream().allMatch(pod -> isOutdated(live, pod));
    }

    private boolean outlastsPods() {
        return spec.storage().kind() == Storage.Kind.CLAIM;
    }

    /** Then no client was ever routed to one of them. */
    private boolean noneWasEverReady() {
        return pods.stream().allMatch(PodReadiness::wasNever);
    }

    /** From the highest ordinal down. */
    private List<Pod> outdated() {
        return outdated(spec, live, pods).reversed();
    }

    /** Servers of an earlier revision. */
    static List<Pod> outdated(ClusterSpec spec, StatefulSet live, List<Pod> pods) {
        var found = new ArrayList<Pod>();
        IntStream.range(0, live.getSpec().getReplicas())
                .mapToObj(spec.names()::server)
                .flatMap(server -> pod(pods, server).stream())
                .filter(pod -> isOutdated(live, pod))
                .forEach(found::add);
        return found;
    }

    private Optional<Pod> pod(String server) {
        return pod(pods, server);
    }

    private static Optional<Pod> pod(List<Pod> pods, String server) {
        return pods.stream().filter(pod -> name(pod).equals(server)).findFirst();
    }

    private static List<String> names(List<Pod> pods) {
        return pods.stream().map(RolloutState::name).toList();
    }

    private static String name(Pod pod) {
        return pod.getMetadata().getName();
    }

    static boolean isOutdated(StatefulSet live, Pod pod) {
        var labels = pod.getMetadata().getLabels();
        var revision = labels == null ? null : labels.get(REVISION);
        return revision != null && !revision.equals(live.getStatus().getUpdateRevision());
    }

    private static boolean runsConsul(Pod pod) {
        return consul(pod)
                .anyMatch(container ->
                        container.getState() != null && container.getState().getRunning() != null);
    }

    private static boolean hasNeverRunConsul(Pod pod) {
        return !runsConsul(pod)
                && consul(pod)
                        .allMatch(container -> (container.getRestartCount() == null || container.getRestartCount() == 0)
                                && (container.getState() == null
                                        || container.getState().getTerminated() == null)
                                && (container.getLastState() == null
                                        || container.getLastState().getTerminated() == null));
    }

    private static Stream<ContainerStatus> consul(Pod pod) {
        return pod.getStatus().getContainerStatuses().stream().filter(container -> CONSUL.equals(container.getName()));
    }
}
