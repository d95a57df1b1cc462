package dev.lictor.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The death or hang of a sidecar does not affect its Consul server. */
@ExtendWith(SharedCluster.class)
class SidecarE2E {
    private final TestCluster place;
    private final ConsulCluster cluster;

    SidecarE2E(TestCluster place, ConsulCluster cluster) {
        this.place = place;
        this.cluster = cluster;
    }

    @Test
    @Tag("core")
    void theLeadersSidecarIsKilled() {
        replaced("sidecar of the leader killed", "KILL");
    }

    @Test
    @Tag("core")
    void theLeadersSidecarHangs() {
        replaced("sidecar of the leader hangs", "STOP");
    }

    private void replaced(String scenario, String signal) {
        var node = place.faults();
        FaultScenario.of(scenario, cluster, (figures, stopwatch) -> {
            var leader = cluster.leader();
            var term = cluster.term(leader);
            var before = cluster.podState(leader);
            node.signal("consul", leader, "lictor", signal);
            cluster.within(
                    ConsulCluster.TIMEOUT,
                    "another sidecar",
                    () -> cluster.podState(leader).sidecar() > before.sidecar());
            figures.time("the kubelet has started another sidecar", stopwatch.elapsed());
            cluster.within(
                    ConsulCluster.TIMEOUT,
                    "a word of it",
                    () -> cluster.readiness(leader).ok());
            var after = cluster.podState(leader);
            assertThat(after.uid()).isEqualTo(before.uid());
            assertThat(after.consul()).as("restarts of Consul").isEqualTo(before.consul());
            assertThat(cluster.leader(leader)).contains(leader);
            assertThat(cluster.term(leader)).isEqualTo(term);
            assertThat(stopwatch.elapsed()).isLessThan(Duration.ofMinutes(4));
        });
    }
}
