package dev.lictor.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.cluster.ClusterSpec;
import dev.lictor.manifests.StatefulSetObject;
import dev.lictor.testing.FakeKubernetesApi;
import dev.lictor.testing.Specs;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataRecordTest {
    private static final String FORGET =
            ". Restore a backup of before if it is missing. Once that is done, or if nothing is missing that is wanted, have this forgotten by kubectl -n consul annotate statefulset consul lictor.dev/raft-";

    private final ClusterSpec spec = Specs.usual();
    private final FakeKubernetesApi kubernetes = new FakeKubernetesApi();
    private final DataRecord record = new DataRecord(kubernetes, spec);

    @BeforeEach
    void servers() {
        kubernetes.apply(StatefulSetObject.of(spec));
    }

    @Test
    void aClusterThatGoesOnIsRecorded() {
        assertThat(record.compare(at(20, "a", "b", "c"))).isEmpty();
        assertThat(recorded()).contains("{\"index\":20,\"servers\":[\"a\",\"b\",\"c\"]}");
        assertThat(record.compare(at(1039, "a", "b", "c"))).isEmpty();
        assertThat(recorded().orElseThrow())
                .as("after a run that found little more")
                .contains("20");
        assertThat(record.compare(at(2318, "a", "b", "c"))).isEmpty();
        assertThat(recorded().orElseThrow()).contains("2318");
    }

    @Test
    void aClusterThatHasStartedAnewIsToldAtEachRunThoughItsIndexHasGrownSince() {
        record.compare(at(2318, "a", "b", "c"));

        for (long index : List.of(20L, 2317L, 2318L, 90_000L)) {
            assertThat(record.compare(at(index, "a", "b", "c")))
                    .contains(
                            "data is lost: Raft's index was 2318 at an earlier run and 20 at a later one: all servers have started anew in between"
                                    + FORGET);
        }
    }

    /** As after a first run: a new cluster soon has as high an index. */
    @ParameterizedTest
    @ValueSource(longs = {40, 41, 900, 2_000_000})
    void serversOfWhichNoneIsKnownAreToldWhateverTheirIndex(long index) {
        record.compare(at(40, "a", "b", "c"));

        for (int run = 0; run < 2; run++) {
            assertThat(record.compare(at(index, "d", "e", "f")))
                    .contains(
                            "data may be lost: no server that was in Raft's configuration at an earlier run, with index 40, was there at a later one, with index %d: all servers have started anew in between, at once or one after the other, and only in the latter case with their data"
                                            .formatted(index)
                                    + FORGET);
        }
    }

    @Test
    void serversThatAreReplacedOneAfterTheOtherAreFollowed() {
        for (var ids : List.of("abc", "dbc", "dec", "def", "defgh", "fgh")) {
            assertThat(record.compare(at(40, ids.split("")))).as(ids).isEmpty();
        }
    }

    /** Each replaced pod has a new id, so that after a roll-out none is known. */
    @Test
    void whereDataEndsWithThePodsTheIndexAloneIsCompared() {
        var onEmptyDir = new DataRecord(kubernetes, Specs.with(Map.of("lictor.storage.kind", "empty-dir")));

        assertThat(onEmptyDir.compare(at(40, "a", "b", "c"))).isEmpty();
        assertThat(onEmptyDir.compare(at(45, "d", "e", "f"))).isEmpty();
        assertThat(onEmptyDir.compare(at(20, "d", "e", "f"))).isPresent();
    }

    @Test
    void whoRemovesTheAnnotationBeginsAnew() {
        record.compare(at(2318, "a", "b", "c"));
        record.compare(at(20, "d", "e", "f"));

        annotations().remove(DataRecord.ANNOTATION);

        assertThat(record.compare(at(21, "d", "e", "f"))).isEmpty();
        assertThat(record.compare(at(22, "d", "e", "f"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "many", "{", "{}", "[]", "{\"index\":\"many\"}", "{\"index\":50,\"lost\":\"all\"}"})
    void whatSomebodyHasWrittenInsteadIsReplaced(String text) {
        record.compare(at(1, "a"));
        annotations().put(DataRecord.ANNOTATION, text);

        assertThat(record.compare(at(20, "d"))).isEmpty();
        assertThat(recorded().orElseThrow()).contains("20");
    }

    @Test
    void nothingIsWrittenWhereThereAreNoServersOfOurs() {
        var empty = new FakeKubernetesApi();

        assertThat(new DataRecord(empty, spec).compare(at(20, "a"))).isEmpty();
        assertThat(empty.objects).isEmpty();
    }

    private static RaftProgress at(long index, String... ids) {
        return new RaftProgress(index, new TreeSet<>(List.of(ids)));
    }

    private Optional<String> recorded() {
        return Optional.ofNullable(annotations().get(DataRecord.ANNOTATION));
    }

    private Map<String, String> annotations() {
        return kubernetes
                .find(StatefulSetObject.named(spec))
                .orElseThrow()
                .getMetadata()
                .getAnnotations();
    }
}
