package dev.lictor.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** More servers, and fewer: surplus servers are removed one at a time, after Raft has forgotten each. */
@ExtendWith(SharedCluster.class)
class ScaleE2E {

    @Test
    void fiveServersInsteadOfThree(TestCluster place) {
        try (var cluster = FirstBootstrap.of(place, "scaled", "1.22.7", Map.of())) {
            cluster.manifests().set(Map.of("lictor.servers", "5", "lictor.consul-image", place.image("1.22.7")));

            var figures = Figures.of("three servers to five");
            try (var writer = ClusterWriter.start(cluster)) {
                var stopwatch = new Stopwatch();
                cluster.bootstrap();
                figures.time("kubectl apply to the end of the Job", stopwatch.elapsed());
                cluster.awaitSettled(5);
                figures.time("kubectl apply to five ready voters", stopwatch.elapsed());
                var written = writer.stop();
                figures.writes(written);
                assertThat(written.lost()).isZero();
            }
            back(place, cluster);
        }
    }

    private static void back(TestCluster place, ConsulCluster cluster) {
        cluster.manifests().set(Map.of("lictor.consul-image", place.image("1.22.7")));
        var figures = Figures.of("five servers to three");
        try (var writer = ClusterWriter.start(cluster)) {
            var stopwatch = new Stopwatch();
            cluster.bootstrap();
            figures.time("kubectl apply to the end of the Job", stopwatch.elapsed());
            cluster.awaitSettled(3);
            figures.time("kubectl apply to three ready voters", stopwatch.elapsed());
            var written = writer.stop();
            figures.writes(written);
            assertThat(written.lost()).isZero();
        }
    }
}
