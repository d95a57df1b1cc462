package dev.lictor.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Planned restarts of all servers while a client writes. */
@ExtendWith(SharedCluster.class)
class RolloutE2E {
    private final TestCluster place;
    private final ConsulCluster cluster;

    RolloutE2E(TestCluster place, ConsulCluster cluster) {
        this.place = place;
        this.cluster = cluster;
    }

    @Test
    @Tag("core")
    void anotherConfiguration() {
        rolled("roll-out of another configuration", Map.of("lictor.ui", "true"));
    }

    @Test
    void anotherImage() {
        var another = place.image("1.22.7") + "-e2e";
        place.faults().tag(place.image("1.22.7"), another);
        rolled("roll-out of another image of Consul", Map.of("lictor.consul-image", another));
    }

    /** Even if readiness changes often, no second server may be replaced while one is not ready. */
    @Test
    void tenTimesOnABusyNode() {
        place.faults(); // its load is this machine's
        var usual = Map.of("lictor.consul-image", place.image("1.22.7"));
        try (var _ = BusyMachine.start()) {
            for (var turn = 1; turn <= 10; turn++) {
                var changed = Map.of("lictor.extra.pod-annotations", "example.org/roll=" + turn);
                roll("roll-out on a busy node, " + turn, usual, changed);
            }
        }
        roll("roll-out on a node that is busy no more", usual, Map.of());
    }

    /** Consul 1.7.2 cannot transfer leadership, and does not read the configuration of 1.22.7. */
    @Test
    void anotherVersion() {
        try (var upgraded = FirstBootstrap.of(place, "upgraded", "1.7.2", Map.of());
                var missing = MissingPods.watch(upgraded, 3)) {
            upgraded.manifests()
                    .set(Map.of("lictor.consul-version", "1.22.7", "lictor.consul-image", place.image("1.22.7")));
            FaultScenario.of("upgrade from 1.7.2 to 1.22.7", upgraded, (figures, stopwatch) -> {
                var leader = upgraded.leader();
                var log = upgraded.bootstrap();
                figures.time("kubectl apply to the end of the Job", stopwatch.elapsed());
                assertThat(log.stream().filter(line -> line.startsWith("replacing pod/")))
                        .hasSize(3)
                        .last()
                        .isEqualTo("replacing pod/" + leader);
            });
            assertThat(missing.stop()).as("servers that were missing at once").hasSize(1);
        }
    }

    /** Twice, there and back: all other tests assume the cluster of k8s/. */
    private void rolled(String scenario, Map<String, String> settings) {
        var usual = Map.of("lictor.consul-image", place.image("1.22.7"));
        roll(scenario, usual, settings);
        roll(scenario + ", and back", usual, Map.of());
    }

    private void roll(String scenario, Map<String, String> usual, Map<String, String> settings) {
        var all = new HashMap<>(usual);
        all.putAll(settings);
        cluster.manifests().set(all);
        FaultScenario.of(scenario, cluster, (figures, stopwatch) -> {
            var before = cluster.podStates();
            figures.note("leader before: " + cluster.leader());
            try (var missing = MissingPods.watch(cluster, 3)) {
                cluster.bootstrap();
                assertThat(missing.stop())
                        .as("servers that were missing at once")
                        .hasSize(1);
            }
            figures.time("kubectl apply to the end of the Job", stopwatch.elapsed());
            figures.note("leader after: " + cluster.leader());
            assertThat(cluster.podStates().values())
                    .extracting(PodState::uid)
                    .doesNotContainAnyElementsOf(
                            before.values().stream().map(PodState::uid).toList());
        });
    }
}
