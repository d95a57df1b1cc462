package dev.lictor.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The node's own servers restart: the kubelet, the container runtime, kube-proxy. */
@ExtendWith(SharedCluster.class)
class NodeServersE2E {

    @Test
    void kubeletAndRuntimeRestartBeneathRunningServers(TestCluster place, ConsulCluster cluster) {
        var node = place.faults();
        FaultScenario.of("kubelet and container runtime restarted", cluster, (figures, stopwatch) -> {
            var before = cluster.podStates();
            node.restart(List.of("kubelet", "containerd"));
            cluster.within(
                    ConsulCluster.TIMEOUT,
                    "a command in a container again",
                    () -> cluster.pods().stream().allMatch(pod -> runs(cluster, pod)));
            figures.time("kubelet and runtime run commands in all pods again", stopwatch.elapsed());
            cluster.awaitSettled();
            assertThat(cluster.podStates())
                    .as("no container has been restarted")
                    .isEqualTo(before);
        });
    }

    private static boolean runs(ConsulCluster cluster, String pod) {
        return cluster.kubernetes()
                        .tryKubectl(List.of(
                                "--namespace=consul", "exec", pod, "--container=consul", "--", "consul", "version"))
                        .exitCode()
                == 0;
    }
}
