package dev.lictor.bootstrap.rollout;

import dev.lictor.bootstrap.RaftPeers;
import dev.lictor.bootstrap.plan.BootstrapRequest;
import dev.lictor.bootstrap.plan.ConflictPolicy;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.kubernetes.KubernetesApi;
import dev.lictor.kubernetes.KubernetesApiException;
import dev.lictor.kubernetes.ResourceKind;
import dev.lictor.kubernetes.WriteConflictException;
import dev.lictor.kubernetes.WriteOutcome;
import dev.lictor.manifests.ConfigMapObject;
import dev.lictor.manifests.Labels;
import dev.lictor.manifests.StatefulSetObject;
import dev.lictor.text.ChangedLines;
import dev.lictor.time.Deadline;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Replaces servers of an earlier revision, one at a time, and waits until all are ready. The sidecar of each server sets its readiness: the
 * server hears a leader and votes. A later run continues where an earlier one stopped.
 */
public final class Rollout {
    private static final Duration PAUSE = Duration.ofMillis(500);
    /** A start or an election takes less time than this. */
    private static final Duration MOMENTS = Duration.ofMinutes(1);
    /** The controller creates a pod in less time than this, where nothing hinders it. */
    private static final Duration CREATION = Duration.ofSeconds(3);

    private final KubernetesApi kubernetes;
    private final ClusterSpec spec;
    private final ConflictPolicy conflictPolicy;
    private final Supplier<RaftPeers> peers;
    private final InstantSource clock;
    private final Duration pause;

    /** @param peers is called only if servers are to be replaced; the result is closed at the end */
    public Rollout(KubernetesApi kubernetes, BootstrapRequest request, Supplier<RaftPeers> peers, InstantSource clock) {
        this(kubernetes, request, peers, clock, PAUSE);
    }

    /** @param pause between two readings of the cluster */
    Rollout(
            KubernetesApi kubernetes,
            BootstrapRequest request,
            Supplier<RaftPeers> peers,
            InstantSource clock,
            Duration pause) {
        this.kubernetes = kubernetes;
        this.spec = request.spec();
        this.conflictPolicy = request.conflictPolicy();
        this.peers = peers;
        this.clock = clock;
        this.pause = pause;
    }

    /** Whether the outcomes of a run change the pod template, so that pods need another revision. */
    public static boolean isAskedFor(List<WriteOutcome> outcomes) {
        return outcomes.stream()
                .anyMatch(outcome -> outcome instanceof WriteOutcome.Changed(var object, var reasons)
                        && ResourceKind.STATEFUL_SET.singular().equals(object.kind())
                        && reasons.stream().anyMatch(reason -> reason.startsWith("spec.template")));
    }

    /** Running servers of an earlier revision; empty while the controller has not seen the current spec. */
    public static List<String> outdated(KubernetesApi kubernetes, ClusterSpec spec) {
        return kubernetes
                .find(StatefulSetObject.named(spec))
                .map(StatefulSet.class::cast)
                .filter(live -> Labels.areOurs(live, spec) && RolloutStatus.isObserved(live))
                .map(live -> RolloutState.outdated(
                        spec, live, kubernetes.pods(spec.names().namespace(), Labels.selector(spec))))
                .orElse(List.of())
                .stream()
                .map(pod -> pod.getMetadata().getName())
                .toList();
    }

    /**
     * Waits until all servers are ready, or one takes too long.
     *
     * @param timeout the limit of each server
     * @param progress receives a line at each change
     */
    public RolloutStatus await(Duration timeout, Consumer<String> progress) throws InterruptedException {
        var deadline = Deadline.after(timeout, clock);
        try (var replacing = new Replacing(moments(timeout), deadline, progress)) {
            while (true) {
                var status = replacing.look();
                if (status.isComplete() || !deadline.sleep(pause)) {
                    return status;
                }
            }
        }
    }

    private static Duration moments(Duration timeout) {
        var half = timeout.dividedBy(2);
        return half.compareTo(MOMENTS) < 0 ? half : MOMENTS;
    }

    /** The state of one wait. */
    private final class Replacing implements AutoCloseable {
        private final ChangedLines progress;
        private final Duration moments;
        private final Deadline deadline;
        private Optional<RaftPeers> peersAsked = Optional.empty();
        private List<String> unready = List.of();
        private Instant unreadySince = Instant.MIN;
        private Optional<Instant> missingSince = Optional.empty();
        private boolean mayListEvents = true;

        Replacing(Duration moments, Deadline deadline, Consumer<String> progress) {
            this.moments = moments;
            this.deadline = deadline;
            this.progress = new ChangedLines(progress);
        }

        RolloutStatus look() {
            var found = kubernetes.find(StatefulSetObject.named(spec)).map(StatefulSet.class::cast);
            if (found.isEmpty()) {
                return report(new RolloutStatus(0, spec.servers(), List.of("the StatefulSet is gone")));
            }
            var live = found.get();
            var pods = kubernetes.pods(spec.names().namespace(), Labels.selector(spec));
            var status = RolloutStatus.of(live, pods, failedCreations(live, pods));
            if (status.isComplete()) {
                forgetConfigurations(live, pods);
            }
            return RolloutStatus.isObserved(live)
                    ? take(new RolloutState(spec, live, pods, lasts(pods), Optional.empty()), status)
                    : report(status);
        }

        /** Asked for only after the time in which the controller usually creates a pod: an Event may be of an hour ago. */
        private FailedCreations failedCreations(StatefulSet live, List<Pod> pods) {
            var now = clock.instant();
            missingSince = RolloutStatus.missing(live, pods).isEmpty()
                    ? Optional.empty()
                    : missingSince.or(() -> Optional.of(now));
            var areLate = missingSince
                    .filter(since -> !now.isBefore(since.plus(CREATION)))
                    .isPresent();
            try {
                return areLate && mayListEvents
                        ? new FailedCreations(kubernetes.events(live, FailedCreations.REASON))
                        : FailedCreations.UNKNOWN;
            } catch (KubernetesApiException e) {
                if (e.reason() != KubernetesApiException.Reason.FORBIDDEN) {
                    throw e;
                }
                mayListEvents = false;
                return FailedCreations.UNKNOWN;
            }
        }

        private RolloutStatus take(RolloutState state, RolloutStatus status) {
            return switch (state.next()) {
                case RolloutStep.Ask(var servers) -> take(state.with(asked(servers)), status);
                case RolloutStep.Done done -> report(status);
                case RolloutStep.Wait(var why) -> report(status.waitingFor(why));
                case RolloutStep.Evict(var pod) -> replaced(pod, "", () -> kubernetes.evict(pod), status);
                case RolloutStep.Delete(var pod, var why) ->
                    replaced(
                            pod,
                            ", " + why,
                            () -> {
                                kubernetes.deletePod(pod);
                                return Optional.empty();
                            },
                            status);
            };
        }

        /** @param request returns why it was refused */
        private RolloutStatus replaced(Pod pod, String why, Supplier<Optional<String>> request, RolloutStatus status) {
            var refusal = refusal(pod, request);
            if (refusal.isPresent()) {
                return report(status.waitingFor(refusal.get()));
            }
            deadline.restart();
            progress.accept("replacing pod/" + pod.getMetadata().getName() + why);
            return status;
        }

        private RolloutState.Asked asked(List<String> servers) {
            var raft = peersAsked.orElseGet(peers);
            peersAsked = Optional.of(raft);
            return new RolloutState.Asked(raft.leaders(servers), raft.highestCount(servers));
        }

        /** Whether the same pods have been unready for long. */
        private boolean lasts(List<Pod> pods) {
            var now = clock.instant();
            var found = pods.stream()
                    .filter(pod -> !PodReadiness.isReady(pod))
                    .map(pod -> pod.getMetadata().getName() + pod.getMetadata().getUid())
                    .sorted()
                    .toList();
            if (!found.equals(unready)) {
                unready = found;
                unreadySince = now;
            }
            return !now.isBefore(unreadySince.plus(moments));
        }

        /** The status of a pod may change at any time: then the next reading decides again. */
        private Optional<String> refusal(Pod pod, Supplier<Optional<String>> request) {
            try {
                return request.get();
            } catch (WriteConflictException e) {
                return Optional.of("pod/%s has changed meanwhile"
                        .formatted(pod.getMetadata().getName()));
            }
        }

        private RolloutStatus report(RolloutStatus status) {
            progress.accept("%d of %d servers ready".formatted(status.ready(), status.wanted())
                    + (status.isComplete() || status.hindrances().isEmpty()
                            ? ""
                            : "; " + String.join("; ", status.hindrances())));
            return status;
        }

        @Override
        public void close() {
            peersAsked.ifPresent(RaftPeers::close);
        }
    }

    /** Removes configurations that neither a pod nor the StatefulSet mounts. Those of another run that came meanwhile stay. */
    private void forgetConfigurations(StatefulSet servers, List<Pod> pods) {
        var configurations = kubernetes
                .find(ConfigMapObject.of(spec))
                .map(ConfigMap.class::cast)
                .filter(live -> Labels.areOurs(live, spec));
        if (configurations.isEmpty()) {
            return;
        }
        var live = configurations.get().getData();
        var mounting = Stream.concat(
                        pods.stream().map(Pod::getSpec),
                        Stream.of(servers.getSpec().getTemplate().getSpec()))
                .toList();
        var desired = ConfigMapObject.of(spec, ConfigMapObject.mounted(spec, live, mounting));
        if (!live.keySet().equals(desired.getData().keySet())) {
            conflictPolicy.apply(kubernetes, spec, desired);
        }
    }
}
