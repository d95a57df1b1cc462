package dev.lictor.bootstrap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.cluster.Storage;
import dev.lictor.kubernetes.KubernetesApi;
import dev.lictor.manifests.Labels;
import dev.lictor.manifests.StatefulSetObject;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Records the progress of Raft in an annotation of the StatefulSet, and compares it with an earlier run. The index never falls while one
 * server keeps its data, and a server's id is stored with its data. So a lower index means that the cluster has started without its data;
 * a set of ids of which none is known means it as a rule.
 */
public final class DataRecord {
    public static final String ANNOTATION = "lictor.dev/raft";

    /** A run with nothing to do must write nothing, so a new index is recorded only if it is much higher. */
    private static final long LITTLE = 1000;

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * The content of the annotation.
     *
     * @param lost the index that a later run saw after data was lost; it stays until a person removes the annotation
     */
    private record Noted(RaftProgress progress, Optional<Long> lost) {
        Noted with(RaftProgress now) {
            return new Noted(progress, lost.or(() -> Optional.of(now.index()).filter(_ -> !now.canFollow(progress))));
        }

        boolean isOld(RaftProgress now) {
            return now.index() >= 2 * progress.index() + LITTLE
                    || !now.servers().equals(progress.servers());
        }
    }

    private final KubernetesApi kubernetes;
    private final ClusterSpec spec;

    public DataRecord(KubernetesApi kubernetes, ClusterSpec spec) {
        this.kubernetes = kubernetes;
        this.spec = spec;
    }

    /**
     * Compares the progress with that of an earlier run, and records it if it is much higher.
     *
     * @param now the progress while all servers are ready
     * @return a sentence about the data that is lost; empty if none is
     */
    public Optional<String> compare(RaftProgress now) {
        // With emptyDir a rollout replaces all node ids, although no data is lost.
        return compareWith(spec.storage().kind() == Storage.Kind.EMPTY_DIR ? now.withoutServers() : now);
    }

    private Optional<String> compareWith(RaftProgress now) {
        var live =
                kubernetes.findGeneric(StatefulSetObject.named(spec)).filter(servers -> Labels.areOurs(servers, spec));
        if (live.isEmpty()) {
            return Optional.empty();
        }
        var before = noted(live.get());
        var after = before.map(known -> known.with(now))
                .filter(known -> known.lost().isPresent());
        if (after.isPresent()) {
            if (!after.equals(before)) {
                note(after.get());
            }
            return after.map(this::words);
        }
        if (before.filter(known -> !known.isOld(now)).isEmpty()) {
            note(new Noted(now, Optional.empty()));
        }
        return Optional.empty();
    }

    private void note(Noted noted) {
        var tree = JSON.createObjectNode().put("index", noted.progress().index());
        noted.progress().servers().forEach(tree.putArray("servers")::add);
        noted.lost().ifPresent(index -> tree.put("lost", index));
        kubernetes.annotate(new StatefulSetBuilder(StatefulSetObject.named(spec))
                .editMetadata()
                .addToAnnotations(ANNOTATION, tree.toString())
                .endMetadata()
                .build());
    }

    /** An annotation that cannot be parsed counts as absent. */
    private static Optional<Noted> noted(HasMetadata servers) {
        try {
            return Optional.ofNullable(servers.getMetadata().getAnnotations())
                    .or(() -> Optional.of(Map.of()))
                    .flatMap(annotations -> Optional.ofNullable(annotations.get(ANNOTATION)))
                    .map(DataRecord::parsed);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Noted parsed(String text) {
        try {
            var tree = JSON.readTree(text);
            var servers = new TreeSet<String>();
            tree.path("servers").forEach(id -> servers.add(id.asText()));
            return new Noted(
                    new RaftProgress(number(tree.path("index")), servers),
                    tree.has("lost") ? Optional.of(number(tree.path("lost"))) : Optional.empty());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static long number(JsonNode node) {
        if (!node.isIntegralNumber()) {
            throw new IllegalArgumentException("no number: " + node);
        }
        return node.longValue();
    }

    private String words(Noted noted) {
        long before = noted.progress().index();
        long after = noted.lost().orElseThrow();
        var fact = after < before
                ? "data is lost: Raft's index was %d at an earlier run and %d at a later one: all servers have started anew in between"
                        .formatted(before, after)
                : "data may be lost: no server that was in Raft's configuration at an earlier run, with index %d, was there at a later one, with index %d: all servers have started anew in between, at once or one after the other, and only in the latter case with their data"
                        .formatted(before, after);
        return "%s. Restore a backup of before if it is missing. Once that is done, or if nothing is missing that is wanted, have this forgotten by kubectl -n %s annotate statefulset %s %s-"
                .formatted(fact, spec.names().namespace(), spec.names().statefulSet(), ANNOTATION);
    }
}
