package dev.lictor.bootstrap;

import dev.lictor.bootstrap.objects.ConfigMapObject;
import dev.lictor.bootstrap.objects.Labels;
import dev.lictor.bootstrap.objects.StatefulSetObject;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.consul.Answer;
import dev.lictor.consul.Failure.Cause;
import dev.lictor.kube.Cluster;
import dev.lictor.kube.Kind;
import dev.lictor.kube.Outcome;
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
 * Replaces servers of an earlier revision, one at a time, and waits for all to be ready, which their sidecars say: a leader is heard and
 * each votes. A later run goes on where an earlier one was stopped.
 */
public final class Rollout {
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final Cluster cluster;
    private final ClusterSpec spec;
    private final Dispute dispute;
    private final Supplier<Peers> peers;
    private final InstantSource clock;
    private final Duration pause;

    /** @param peers is asked for only if servers are to be replaced, and closed then */
    public Rollout(Cluster cluster, Request request, Supplier<Peers> peers, InstantSource clock) {
        this(cluster, request, peers, clock, PAUSE);
    }

    /** @param pause between two looks */
    Rollout(Cluster cluster, Request request, Supplier<Peers> peers, InstantSource clock, Duration pause) {
        this.cluster = cluster;
        this.spec = request.spec();
        this.dispute = request.dispute();
        this.peers = peers;
        this.clock = clock;
        this.pause = pause;
    }

    /** Whether what a run has written makes pods of another revision. */
    public static boolean isAskedFor(List<Outcome> outcomes) {
        return outcomes.stream()
                .anyMatch(outcome -> outcome instanceof Outcome.Changed(var object, var reasons)
                        && Kind.STATEFUL_SET.singular().equals(object.kind())
                        && reasons.stream().anyMatch(reason -> reason.startsWith("spec.template")));
    }

    /**
     * Waits until all are ready, or nothing has moved for too long.
     *
     * @param patience for each server
     * @param progress is told whenever something changed
     */
    public RolloutStatus await(Duration patience, Consumer<String> progress) throws InterruptedException {
        try (var replacing = new Replacing(progress)) {
            while (true) {
                var status = replacing.look(clock.instant().plus(patience));
                if (status.isComplete()) {
                    return status;
                }
                if (!clock.instant().isBefore(replacing.deadline)) {
                    return status;
                }
                Thread.sleep(pause);
            }
        }
    }

    /** One wait's memory. */
    private final class Replacing implements AutoCloseable {
        private final Consumer<String> progress;
        private Optional<Peers> asked = Optional.empty();
        private Instant deadline = Instant.MAX;
        private String told = "";

        Replacing(Consumer<String> progress) {
            this.progress = progress;
        }

        /** @param nextDeadline if a server is replaced now, or this is the first look */
        RolloutStatus look(Instant nextDeadline) {
            if (deadline.equals(Instant.MAX)) {
                deadline = nextDeadline;
            }
            var found = cluster.find(StatefulSetObject.named(spec)).map(StatefulSet.class::cast);
            if (found.isEmpty()) {
                return tell(new RolloutStatus(0, spec.servers(), List.of("the StatefulSet is gone")));
            }
            var live = found.get();
            var pods = cluster.pods(spec.names().namespace(), Labels.selector(spec));
            var status = RolloutStatus.of(live, pods);
            if (status.isComplete()) {
                forgetConfigurations(live, pods);
            }
            if (!RolloutStatus.isObserved(live) || !RolloutState.isDue(live, pods)) {
                return tell(status);
            }
            return switch (step(live, pods)) {
                case RolloutStep.Done done -> tell(status);
                case RolloutStep.Wait(var why) -> tell(status.waitingFor(why));
                case RolloutStep.Evict(var pod) -> {
                    var refusal = taken(pod, () -> cluster.evict(pod));
                    if (refusal.isEmpty()) {
                        deadline = nextDeadline;
                        replaced(pod);
                    }
                    yield refusal.map(why -> tell(status.waitingFor(why))).orElse(status);
                }
                case RolloutStep.Delete(var pod) -> {
                    taken(pod, () -> {
                        cluster.end(pod);
                        return Optional.empty();
                    });
                    deadline = nextDeadline;
                    replaced(pod);
                    yield status;
                }
            };
        }

        private RolloutStep step(StatefulSet live, List<Pod> pods) {
            var unasked = new RolloutState(
                    spec,
                    live,
                    pods,
                    new Answer.Seen<>(""),
                    new Answer.Seen<>(live.getSpec().getReplicas()));
            return unasked.next() instanceof RolloutStep.Evict
                    ? asked(live, pods).next()
                    : unasked.next();
        }

        private RolloutState asked(StatefulSet live, List<Pod> pods) {
            var raft = asked.orElseGet(peers);
            asked = Optional.of(raft);
            var ready = pods.stream()
                    .filter(Relay::isReady)
                    .map(pod -> pod.getMetadata().getName())
                    .toList();
            // A single server that is not ready has nobody who could speak for it.
            Answer<String> leader =
                    ready.isEmpty() ? Answer.failed(Cause.REFUSED, "none is ready") : raft.leader(ready);
            return new RolloutState(spec, live, pods, leader, raft.count());
        }

        /** Pods' statuses change at any time: then the next look decides anew. */
        private Optional<String> taken(Pod pod, Supplier<Optional<String>> request) {
            try {
                return request.get();
            } catch (Cluster.Superseded e) {
                return Optional.of("pod/%s has changed meanwhile"
                        .formatted(pod.getMetadata().getName()));
            }
        }

        private void replaced(Pod pod) {
            say("replacing pod/" + pod.getMetadata().getName());
        }

        private RolloutStatus tell(RolloutStatus status) {
            say("%d of %d servers ready".formatted(status.ready(), status.wanted())
                    + (status.isComplete() || status.hindrances().isEmpty()
                            ? ""
                            : "; " + String.join("; ", status.hindrances())));
            return status;
        }

        private void say(String line) {
            if (!line.equals(told)) {
                progress.accept(line);
                told = line;
            }
        }

        @Override
        public void close() {
            asked.ifPresent(Peers::close);
        }
    }

    /** Those that neither a pod nor the StatefulSet mounts any more; another run may have asked for others meanwhile. */
    private void forgetConfigurations(StatefulSet servers, List<Pod> pods) {
        var configurations = cluster.find(ConfigMapObject.of(spec))
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
            switch (dispute) {
                case YIELD -> cluster.apply(desired);
                case TAKE -> cluster.applyByForce(desired);
            }
        }
    }
}
