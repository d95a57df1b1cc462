package dev.lictor.bootstrap;

import dev.lictor.bootstrap.objects.Labels;
import dev.lictor.bootstrap.objects.StatefulSetObject;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.consul.Failure;
import dev.lictor.kube.Cluster;
import dev.lictor.kube.ObjectKey;
import dev.lictor.kube.Outcome;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Takes servers off, one at a time, and has Raft forget each; a later run goes on where an earlier one was stopped. */
public final class Withdrawal {
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final Cluster cluster;
    private final ClusterSpec spec;
    private final Dispute dispute;
    private final InstantSource clock;

    public Withdrawal(Cluster cluster, Request request, InstantSource clock) {
        this.cluster = cluster;
        this.spec = request.spec();
        this.dispute = request.dispute();
        this.clock = clock;
    }

    /**
     * Whether there are servers to take off, or a run was ended while it did.
     *
     * @param outcomes of this run; where it changed nothing of the StatefulSet there are none
     */
    public boolean isDue(List<Outcome> outcomes) {
        var set = ObjectKey.of(StatefulSetObject.named(spec));
        return outcomes.stream()
                        .anyMatch(outcome -> outcome instanceof Outcome.Changed
                                && outcome.object().equals(set))
                && isDue();
    }

    /** Whether there are servers to take off, whatever else a run does. */
    public boolean isDue() {
        return servers()
                .filter(live -> Labels.areOurs(live, spec) && Retreat.isDue(spec, live))
                .isPresent();
    }

    /**
     * Takes no stride, but waits until the first can be taken.
     *
     * @return as {@link #await}
     */
    public Optional<String> awaitFirst(Peers peers, Duration patience, Consumer<String> progress)
            throws InterruptedException {
        var deadline = clock.instant().plus(patience);
        var told = "";
        while (retreat(peers).next() instanceof Stride.Wait(var why)) {
            if (!why.equals(told)) {
                progress.accept(why);
                told = why;
            }
            if (!clock.instant().isBefore(deadline)) {
                return Optional.of(why);
            }
            Thread.sleep(PAUSE);
        }
        return Optional.empty();
    }

    /**
     * Takes stride after stride until there is none left, or one has taken too long.
     *
     * @param patience for each stride
     * @param progress is told of each
     * @return what is still waited for; nothing if all is done
     */
    public Optional<String> await(Peers peers, Duration patience, Consumer<String> progress)
            throws InterruptedException {
        var deadline = clock.instant().plus(patience);
        var told = "";
        while (true) {
            var stride = retreat(peers).next();
            if (stride instanceof Stride.Done) {
                return Optional.empty();
            }
            var line = refused(stride, peers)
                    .map(why -> words(stride) + ": " + why)
                    .orElseGet(() -> words(stride));
            if (!line.equals(told)) {
                progress.accept(line);
                told = line;
            }
            if (stride instanceof Stride.Finish) {
                return Optional.empty();
            }
            if (stride instanceof Stride.Reduce) {
                deadline = clock.instant().plus(patience);
            } else if (!clock.instant().isBefore(deadline)) {
                return Optional.of(line);
            } else {
                Thread.sleep(PAUSE);
            }
        }
    }

    private Retreat retreat(Peers peers) {
        return new Retreat(
                spec,
                servers().orElseThrow(() -> new Cluster.Superseded("the StatefulSet is gone")),
                cluster.pods(spec.names().namespace(), Labels.selector(spec)),
                peers.count());
    }

    /** Takes it. @return why that was not possible */
    private Optional<String> refused(Stride stride, Peers peers) {
        switch (stride) {
            case Stride.Reduce(int servers, int before) -> dispute.apply(cluster, reduced(servers, before));
            case Stride.Forget(var server) -> {
                return peers.forget(server).failure().map(Failure::words);
            }
            case Stride.Finish finish -> dispute.apply(cluster, StatefulSetObject.of(spec));
            case Stride.Wait wait -> {}
            case Stride.Done done -> {}
        }
        return Optional.empty();
    }

    private StatefulSet reduced(int servers, int before) {
        return new StatefulSetBuilder(StatefulSetObject.of(spec))
                .editMetadata()
                .addToAnnotations(Retreat.SERVERS_BEFORE, String.valueOf(before))
                .endMetadata()
                .editSpec()
                .withReplicas(servers)
                .endSpec()
                .build();
    }

    private Optional<GenericKubernetesResource> servers() {
        return cluster.findAsTree(StatefulSetObject.named(spec));
    }

    private String words(Stride stride) {
        return switch (stride) {
            case Stride.Wait(var why) -> why;
            case Stride.Reduce(int servers, int before) ->
                "%s is taken off".formatted(spec.names().server(servers));
            case Stride.Forget(var server) -> "Raft is to forget " + server;
            case Stride.Finish finish -> "%d servers are left".formatted(spec.servers());
            case Stride.Done done -> "";
        };
    }
}
