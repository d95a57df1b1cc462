package dev.lictor.bootstrap;

import dev.lictor.bootstrap.objects.Labels;
import dev.lictor.bootstrap.objects.StatefulSetObject;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.kube.Cluster;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps in an annotation of the StatefulSet how far Raft's log had been applied at an earlier run. The index never falls while one server
 * keeps its data, so that a lower one is of a cluster that has started anew.
 */
public final class DataRecord {
    public static final String ANNOTATION = "lictor.dev/raft-index";

    /** A run with nothing to do writes nothing, so an index is noted anew only where a new cluster could soon reach the old one. */
    private static final long LITTLE = 1000;

    private final Cluster cluster;
    private final ClusterSpec spec;

    public DataRecord(Cluster cluster, ClusterSpec spec) {
        this.cluster = cluster;
        this.spec = spec;
    }

    /**
     * Compares with an earlier run, and records this one if it is far beyond.
     *
     * @param index up to which the servers, all of them ready, have applied Raft's log
     * @return what is lost, in words
     */
    public Optional<String> compare(long index) {
        var live = cluster.findAsTree(StatefulSetObject.named(spec)).filter(servers -> Labels.areOurs(servers, spec));
        if (live.isEmpty()) {
            return Optional.empty();
        }
        var before = recorded(live.get());
        if (before.filter(highest -> highest > index).isPresent()) {
            return Optional.of(words(before.get(), index));
        }
        if (before.filter(known -> index < 2 * known + LITTLE).isPresent()) {
            return Optional.empty();
        }
        cluster.note(new StatefulSetBuilder(StatefulSetObject.named(spec))
                .editMetadata()
                .addToAnnotations(ANNOTATION, Long.toString(index))
                .endMetadata()
                .build());
        return Optional.empty();
    }

    /** What somebody has made something else of tells nothing. */
    private static Optional<Long> recorded(HasMetadata servers) {
        try {
            return Optional.ofNullable(servers.getMetadata().getAnnotations())
                    .or(() -> Optional.of(Map.of()))
                    .map(annotations -> annotations.get(ANNOTATION))
                    .map(Long::valueOf);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private String words(long before, long index) {
        return "data is lost: Raft's index is %d, and at an earlier run it was %d: all servers have started anew since. Restore a backup of before; if these servers are meant to be without that data, have it forgotten by kubectl -n %s annotate statefulset %s %s-"
                .formatted(index, before, spec.names().namespace(), spec.names().statefulSet(), ANNOTATION);
    }
}
