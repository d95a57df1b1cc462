package dev.lictor.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A real Prometheus shows the loss of a leader. */
@ExtendWith(SharedCluster.class)
class MetricsE2E {

    @Test
    @Tag("core")
    void aLostLeaderIsSeenInTheMetrics(ConsulCluster cluster) throws Exception {
        cluster.awaitSettled();
        try (var prometheus = ScrapingPrometheus.of(cluster)) {
            awaitValue(prometheus, "sum(lictor_ready)", 3);
            awaitValue(prometheus, "sum(lictor_raft_is_leader)", 1);
            awaitValue(prometheus, "sum(lictor_raft_voter)", 3);
            awaitValue(prometheus, "min(consul_raft_peers)", 3);
            assertThat(prometheus
                            .query("min(lictor_certificate_expiry_timestamp_seconds) - time()")
                            .asDouble())
                    .as("seconds until the first certificate ends")
                    .isGreaterThan((double) Duration.ofDays(300).toSeconds());

            var lost = new AtomicReference<>("");
            FaultScenario.ofLeader("leader's pod deleted, under Prometheus", cluster, leader -> {
                lost.set(leader);
                cluster.kubectl("delete", "pod", leader, "--wait=false");
            });

            awaitValue(prometheus, "sum(lictor_ready)", 3);
            awaitValue(prometheus, "sum(lictor_raft_is_leader)", 1);
            assertThat(prometheus
                            .query("min_over_time(sum(lictor_ready)[2m:1s])")
                            .asDouble())
                    .as("ready servers at the worst moment")
                    .isLessThan(3);
            assertThat(prometheus
                            .query("min_over_time(up{server=\"%s\"}[2m])".formatted(lost.get()))
                            .asDouble())
                    .as("a scrape of the lost one failed")
                    .isZero();
            var figures = Figures.of("Prometheus, every second through the API server");
            figures.count(
                    "most leaders at once, as the sidecars say it",
                    prometheus
                            .query("max_over_time(sum(lictor_raft_is_leader)[2m:1s])")
                            .asLong());
            figures.count(
                    "samples of a scrape, at most",
                    prometheus
                            .query("max(max_over_time(scrape_samples_scraped[2m]))")
                            .asLong());
        }
    }

    private static void awaitValue(ScrapingPrometheus prometheus, String expression, double value) {
        await(expression)
                .atMost(Duration.ofMinutes(1))
                .until(() -> prometheus.query(expression).asDouble() == value);
    }
}
