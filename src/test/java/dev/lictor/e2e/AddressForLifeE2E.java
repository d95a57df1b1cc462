package dev.lictor.e2e;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How long a server takes to vote again after the loss of its pod: with the address of its own Service, and with the address of its pod, which Consul
 * accepts only after about a minute. All with TLS and gossip encryption.
 */
@ExtendWith(SharedCluster.class)
class AddressForLifeE2E {
    private final TestCluster place;

    AddressForLifeE2E(TestCluster place) {
        this.place = place;
    }

    @ParameterizedTest
    @CsvSource({"1.22.7,pod", "1.22.7,service", "1.7.2,pod", "1.7.2,service"})
    void theLeadersPodIsLost(String version, String addressing) {
        try (var cluster = cluster(version, addressing)) {

            FaultScenario.ofLeader(
                    "leader's pod lost, Consul %s, address of the %s".formatted(version, addressing),
                    cluster,
                    leader -> lose(cluster, leader));
        }
    }

    @ParameterizedTest
    @CsvSource({"1.22.7", "1.7.2"})
    void theLeadersPodIsLostWhileKubeProxyRestarts(String version) {
        var node = place.faults();
        try (var cluster = cluster(version, "service")) {

            FaultScenario.ofLeader("leader's pod lost, kube-proxy restarts, Consul " + version, cluster, leader -> {
                lose(cluster, leader);
                node.restart(List.of("kube-proxy"));
            });
        }
    }

    @ParameterizedTest
    @CsvSource({"1.22.7", "1.7.2"})
    void aServersPodIsLostWhileTheLeaderIsCutOff(String version) {
        var node = place.faults();
        try (var cluster = cluster(version, "service")) {

            FaultScenario.of(
                    "Consul %s: leader cut off, then another server's pod lost".formatted(version),
                    cluster,
                    (figures, stopwatch) -> {
                        var leader = cluster.leader();
                        var others = cluster.others(leader);
                        var term = cluster.term(leader);
                        node.cut(List.of(cluster.address(leader)));
                        FaultScenario.awaitSuccessor(cluster, others, term);
                        var lost = others.getFirst();
                        var before = cluster.podState(lost);
                        var since = new Stopwatch();
                        lose(cluster, lost);
                        cluster.within(
                                ConsulCluster.TIMEOUT,
                                lost + " votes again",
                                () -> cluster.podState(lost).replaces(before));
                        figures.time("loss of a pod to two ready voters beside the cut-off leader", since.elapsed());
                        node.heal();
                    });
        }
    }

    private ConsulCluster cluster(String version, String addressing) {
        var namespace = "life-%s-%s".formatted(version.replace('.', '-'), addressing);
        return FirstBootstrap.of(
                place,
                namespace + "-" + Long.toString(System.nanoTime() % 46656, 36),
                version,
                Map.of("lictor.addressing", addressing));
    }

    /** As after the loss of its node: Consul gets no signal. */
    private static void lose(ConsulCluster cluster, String pod) {
        cluster.kubectl("delete", "pod", pod, "--force", "--grace-period=0", "--wait=false");
    }
}
