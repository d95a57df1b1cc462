package dev.lictor.bootstrap;

import dev.lictor.bootstrap.objects.Labels;
import dev.lictor.bootstrap.objects.StatefulSetObject;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.kube.Cluster;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;

/** Waits for the servers to be ready, which their sidecars say: a leader is heard and each votes. */
public final class Rollout {
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final Cluster cluster;
    private final ClusterSpec spec;
    private final InstantSource clock;

    public Rollout(Cluster cluster, ClusterSpec spec, InstantSource clock) {
        this.cluster = cluster;
        this.spec = spec;
        this.clock = clock;
    }

    /**
     * Waits until all are ready or the time is over.
     *
     * @param progress is told whenever something changed
     */
    public RolloutStatus await(Duration patience, Consumer<String> progress) throws InterruptedException {
        var deadline = clock.instant().plus(patience);
        var told = "";
        while (true) {
            var status = status();
            var line = "%d of %d servers ready".formatted(status.ready(), status.wanted())
                    + (status.isComplete() || status.hindrances().isEmpty()
                            ? ""
                            : "; " + String.join("; ", status.hindrances()));
            if (!line.equals(told)) {
                progress.accept(line);
                told = line;
            }
            if (status.isComplete() || !clock.instant().isBefore(deadline)) {
                return status;
            }
            Thread.sleep(PAUSE);
        }
    }

    private RolloutStatus status() {
        return cluster.find(StatefulSetObject.named(spec))
                .map(servers -> RolloutStatus.of(
                        (StatefulSet) servers, cluster.pods(spec.names().namespace(), Labels.selector(spec))))
                .orElseGet(() -> new RolloutStatus(0, spec.servers(), List.of("the StatefulSet is gone")));
    }
}
