package dev.lictor.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.bootstrap.objects.StatefulSetObject;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.cluster.Specs;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DataRecordTest {
    private final ClusterSpec spec = Specs.usual();
    private final MemoryCluster cluster = new MemoryCluster();
    private final DataRecord record = new DataRecord(cluster, spec);

    @Test
    void aClusterThatGoesOnIsRecorded() {
        cluster.apply(StatefulSetObject.of(spec));

        assertThat(record.compare(20)).isEmpty();
        assertThat(recorded()).contains("20");
        assertThat(record.compare(1039)).isEmpty();
        assertThat(recorded()).as("after a run that found little more").contains("20");
        assertThat(record.compare(2318)).isEmpty();
        assertThat(recorded()).contains("2318");
    }

    @Test
    void aClusterThatHasStartedAnewIsToldAtEachRunUntilItIsDealtWith() {
        cluster.apply(StatefulSetObject.of(spec));
        record.compare(2318);

        for (int run = 0; run < 2; run++) {
            assertThat(record.compare(20 + run))
                    .contains(
                            "data is lost: Raft's index is %d, and at an earlier run it was 2318: all servers have started anew since. Restore a backup of before; if these servers are meant to be without that data, have it forgotten by kubectl -n consul annotate statefulset consul lictor.dev/raft-index-"
                                    .formatted(20 + run));
        }
        assertThat(recorded()).contains("2318");

        assertThat(record.compare(2319)).isEmpty();
    }

    @Test
    void whatIsNoIndexIsReplaced() {
        cluster.apply(StatefulSetObject.of(spec));
        record.compare(1);
        cluster.find(StatefulSetObject.named(spec))
                .orElseThrow()
                .getMetadata()
                .getAnnotations()
                .put(DataRecord.ANNOTATION, "many");

        assertThat(record.compare(20)).isEmpty();
        assertThat(recorded()).contains("20");
    }

    @Test
    void nothingIsWrittenWhereThereAreNoServersOfOurs() {
        assertThat(record.compare(20)).isEmpty();
        assertThat(cluster.objects).isEmpty();
    }

    private Optional<String> recorded() {
        return cluster.find(StatefulSetObject.named(spec))
                .map(servers -> servers.getMetadata().getAnnotations())
                .map(annotations -> annotations.get(DataRecord.ANNOTATION));
    }
}
