package dev.lictor.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Servers are killed, deleted, evicted, disconnected: another server leads, no acknowledged write is lost, and all recover. */
@ExtendWith(SharedCluster.class)
class LostServersE2E {
    private final TestCluster place;
    private final ConsulCluster cluster;

    LostServersE2E(TestCluster place, ConsulCluster cluster) {
        this.place = place;
        this.cluster = cluster;
    }

    @Test
    @Tag("core")
    void theLeaderIsKilled() {
        var node = place.faults();
        FaultScenario.ofLeader(
                "leader killed by SIGKILL", cluster, leader -> node.signal("consul", leader, "consul", "KILL"));
    }

    @Test
    @Tag("core")
    void theLeadersPodIsDeleted() {
        FaultScenario.ofLeader(
                "leader's pod deleted", cluster, leader -> cluster.kubectl("delete", "pod", leader, "--wait=false"));
    }

    @Test
    void onlyOneServerIsEvictedAtATime() {
        FaultScenario.ofLeader("leader evicted", cluster, leader -> {
            assertThat(cluster.evict(leader).status()).isEqualTo(201);
            assertThat(cluster.evict(cluster.others(leader).getFirst()))
                    .as("a second one against the disruption budget")
                    .satisfies(answer -> assertThat(answer.status()).isEqualTo(429))
                    .satisfies(answer -> assertThat(answer.body()).contains("disruption budget"));
        });
    }

    @Test
    @Tag("core")
    void allPodsAreDeletedAtOnce() {
        FaultScenario.of("all pods deleted at once, volumes kept", cluster, (figures, stopwatch) -> {
            var before = cluster.podStates();
            var addresses = cluster.pods().stream().map(cluster::address).toList();
            cluster.kubectl("delete", "pods", "--selector=" + cluster.shape().selector(), "--wait=false");
            awaitOthersThan(before);
            figures.time("three new pods ready", stopwatch.elapsed());
            assertThat(cluster.pods().stream().map(cluster::address)).doesNotContainAnyElementsOf(addresses);
        });
    }

    @Test
    void eachServerLosesItsVolumeOneAfterTheOther() {
        FaultScenario.of("volumes lost, one server after the other", cluster, (figures, stopwatch) -> {
            for (var pod : cluster.pods()) {
                var one = new Stopwatch();
                var claim = cluster.kubectl("get", "pvc", "data-" + pod, "--output=jsonpath={.metadata.uid}");
                var before = cluster.podState(pod);
                cluster.kubectl("delete", "pvc", "data-" + pod, "--wait=false");
                cluster.kubectl("delete", "pod", pod, "--wait=false");
                cluster.within(
                        ConsulCluster.TIMEOUT,
                        pod + " with an empty volume",
                        () -> cluster.podState(pod).replaces(before));
                cluster.awaitSettled();
                assertThat(cluster.kubectl("get", "pvc", "data-" + pod, "--output=jsonpath={.metadata.uid}"))
                        .isNotEqualTo(claim);
                figures.time(pod + " votes with an empty volume", one.elapsed());
            }
        });
    }

    @Test
    @Tag("core")
    void theLeaderIsCutOff() {
        var node = place.faults();
        FaultScenario.of("leader cut off from its peers", cluster, (figures, stopwatch) -> {
            var leader = cluster.leader();
            var term = cluster.term(leader);
            node.cut(List.of(cluster.address(leader)));
            FaultScenario.awaitSuccessor(cluster, cluster.others(leader), term);
            figures.time("both survivors know a leader of a new term", stopwatch.elapsed());
            cluster.within(
                    Duration.ofMinutes(1),
                    "the sidecar's word",
                    () -> cluster.readiness(leader).status() == 503);
            figures.time("its sidecar says that it is not ready", stopwatch.elapsed());
            cluster.within(
                    Duration.ofMinutes(1),
                    "Kubernetes' word",
                    () -> !cluster.podState(leader).ready());
            var healed = new Stopwatch();
            node.heal();
            cluster.awaitSettled();
            figures.time("end of the cut to three ready voters", healed.elapsed());
        });
    }

    private void awaitOthersThan(Map<String, PodState> before) {
        cluster.within(
                ConsulCluster.TIMEOUT,
                "new pods",
                () -> before.entrySet().stream()
                        .allMatch(pod -> cluster.podState(pod.getKey()).replaces(pod.getValue())));
    }
}
