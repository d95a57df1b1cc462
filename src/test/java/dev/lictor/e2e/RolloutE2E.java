package dev.lictor.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Planned restarts of all servers while a client writes. */
@ExtendWith(OnePlace.class)
class RolloutE2E {
    private final Place place;
    private final ConsulCluster cluster;

    RolloutE2E(Place place, ConsulCluster cluster) {
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

    /** Twice, since all other tests begin with what k8s/ says: there and back. */
    private void rolled(String scenario, Map<String, String> settings) {
        var usual = Map.of("lictor.consul-image", place.image("1.22.7"));
        roll(scenario, usual, settings);
        roll(scenario + ", and back", usual, Map.of());
    }

    private void roll(String scenario, Map<String, String> usual, Map<String, String> settings) {
        var all = new HashMap<>(usual);
        all.putAll(settings);
        cluster.manifests().set(all);
        Trial.of(scenario, cluster, (figures, stopwatch) -> {
            var before = cluster.podStates();
            figures.note("leader before: " + cluster.leader());
            cluster.bootstrap();
            figures.time("kubectl apply to the end of the Job", stopwatch.elapsed());
            figures.note("leader after: " + cluster.leader());
            assertThat(cluster.podStates().values())
                    .extracting(PodState::uid)
                    .doesNotContainAnyElementsOf(
                            before.values().stream().map(PodState::uid).toList());
        });
    }
}
