package dev.lictor.bootstrap.scaledown;

import dev.lictor.bootstrap.RaftPeers;
import dev.lictor.bootstrap.plan.BootstrapRequest;
import dev.lictor.bootstrap.plan.ConflictPolicy;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.consul.ConsulError;
import dev.lictor.kubernetes.KubernetesApi;
import dev.lictor.kubernetes.ObjectKey;
import dev.lictor.kubernetes.WriteConflictException;
import dev.lictor.kubernetes.WriteOutcome;
import dev.lictor.manifests.Labels;
import dev.lictor.manifests.StatefulSetObject;
import dev.lictor.text.ChangedLines;
import dev.lictor.time.Deadline;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Removes surplus servers one at a time, and the Raft peer of each. A later run continues where an earlier one stopped. */
public final class ScaleDown {
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final KubernetesApi kubernetes;
    private final ClusterSpec spec;
    private final ConflictPolicy conflictPolicy;
    private final InstantSource clock;

    public ScaleDown(KubernetesApi kubernetes, BootstrapRequest request, InstantSource clock) {
        this.kubernetes = kubernetes;
        this.spec = request.spec();
        this.conflictPolicy = request.conflictPolicy();
        this.clock = clock;
    }

    /**
     * Whether this run has surplus servers to remove, or a scale-down of an earlier run to finish.
     *
     * @param outcomes of this run; if it did not change the StatefulSet, there is nothing to remove
     */
    public boolean isDue(List<WriteOutcome> outcomes) {
        var set = ObjectKey.of(StatefulSetObject.named(spec));
        return outcomes.stream()
                        .anyMatch(outcome -> outcome instanceof WriteOutcome.Changed
                                && outcome.object().equals(set))
                && isDue();
    }

    /** Whether the StatefulSet has surplus servers, or a scale-down is unfinished. */
    public boolean isDue() {
        return servers()
                .filter(live -> Labels.areOurs(live, spec) && ScaleDownState.isDue(spec, live))
                .isPresent();
    }

    /**
     * Waits until the first server can be removed, and removes none.
     *
     * @return as {@link #await}
     */
    public Optional<String> awaitFirst(RaftPeers peers, Duration timeout, Consumer<String> progress)
            throws InterruptedException {
        var deadline = Deadline.after(timeout, clock);
        var lines = new ChangedLines(progress);
        while (state(peers).next() instanceof ScaleDownStep.Wait(var why)) {
            lines.accept(why);
            if (!deadline.sleep(PAUSE)) {
                return Optional.of(why);
            }
        }
        return Optional.empty();
    }

    /**
     * Executes steps until none is left, or one takes too long.
     *
     * @param timeout the limit of each step
     * @param progress receives a line for each step
     * @return what the wait ended on; empty if all is done
     */
    public Optional<String> await(RaftPeers peers, Duration timeout, Consumer<String> progress)
            throws InterruptedException {
        var deadline = Deadline.after(timeout, clock);
        var lines = new ChangedLines(progress);
        while (true) {
            var step = state(peers).next();
            if (step instanceof ScaleDownStep.Done) {
                return Optional.empty();
            }
            var line = refused(step, peers).map(why -> words(step) + ": " + why).orElseGet(() -> words(step));
            lines.accept(line);
            if (step instanceof ScaleDownStep.Finish) {
                return Optional.empty();
            }
            if (step instanceof ScaleDownStep.Reduce) {
                deadline.restart();
            } else if (!deadline.sleep(PAUSE)) {
                return Optional.of(line);
            }
        }
    }

    private ScaleDownState state(RaftPeers peers) {
        return new ScaleDownState(
                spec,
                servers().orElseThrow(() -> new WriteConflictException("the StatefulSet is gone")),
                kubernetes.pods(spec.names().namespace(), Labels.selector(spec)),
                peers.count());
    }

    /** Executes a step. @return why that was not possible */
    private Optional<String> refused(ScaleDownStep step, RaftPeers peers) {
        switch (step) {
            case ScaleDownStep.Reduce(int servers, int before) ->
                conflictPolicy.apply(kubernetes, spec, reduced(servers, before));
            case ScaleDownStep.Forget(var server) -> {
                return peers.forget(server).failure().map(ConsulError::words);
            }
            case ScaleDownStep.Finish finish -> conflictPolicy.apply(kubernetes, spec, StatefulSetObject.of(spec));
            case ScaleDownStep.Wait wait -> {}
            case ScaleDownStep.Done done -> {}
        }
        return Optional.empty();
    }

    private StatefulSet reduced(int servers, int before) {
        return new StatefulSetBuilder(StatefulSetObject.of(spec))
                .editMetadata()
                .addToAnnotations(ScaleDownState.SERVERS_BEFORE, String.valueOf(before))
                .endMetadata()
                .editSpec()
                .withReplicas(servers)
                .endSpec()
                .build();
    }

    private Optional<GenericKubernetesResource> servers() {
        return kubernetes.findGeneric(StatefulSetObject.named(spec));
    }

    private String words(ScaleDownStep step) {
        return switch (step) {
            case ScaleDownStep.Wait(var why) -> why;
            case ScaleDownStep.Reduce(int servers, int before) ->
                "removing %s".formatted(spec.names().server(servers));
            case ScaleDownStep.Forget(var server) -> "removing %s from Raft".formatted(server);
            case ScaleDownStep.Finish finish -> "%d servers remain".formatted(spec.servers());
            case ScaleDownStep.Done done -> "";
        };
    }
}
