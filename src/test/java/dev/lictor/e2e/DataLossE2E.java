package dev.lictor.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** All servers lose their data at once, on volumes that are deleted with their pods, and start as a new cluster. */
@ExtendWith(SharedCluster.class)
class DataLossE2E {
    private static final String PODS_OF_THE_JOB = "--selector=batch.kubernetes.io/job-name=lictor-bootstrap";

    @Test
    void eachRunReportsTheLossUntilTheRemedyIsRun(TestCluster place) {
        var emptied = Map.of("lictor.storage.kind", "empty-dir", "lictor.storage.size", "512Mi");
        try (var cluster = FirstBootstrap.of(place, "emptied", "1.22.7", emptied)) {
            // Given servers whose Raft index an earlier run has recorded
            IntStream.range(0, 30).forEach(_ -> write(cluster));
            cluster.bootstrap();

            // When all lose their data
            cluster.kubectl("delete", "pods", "consul-0", "consul-1", "consul-2");
            cluster.awaitSettled();

            // Then the next run ends with exit code 7 and a remedy
            cluster.start();
            cluster.within(
                    ConsulCluster.TIMEOUT,
                    "a run with exit code 7",
                    () -> cluster.kubectl(
                                    "get",
                                    "pods",
                                    PODS_OF_THE_JOB,
                                    "--output=jsonpath={.items[*].status.containerStatuses[0].state.terminated.exitCode}")
                            .contains("7"));
            var told = cluster.kubectl("logs", PODS_OF_THE_JOB, "--tail=-1", "--ignore-errors")
                    .lines()
                    .filter(line -> line.startsWith("data is lost: Raft's index "))
                    .toList();
            assertThat(told).isNotEmpty();

            // And after the remedy the next run succeeds
            var command = told.getFirst().replaceFirst(".* by kubectl ", "").split(" ");
            cluster.kubernetes().kubectl(List.of(command));
            cluster.bootstrap();
        }
    }

    /** Some hundred entries of Raft's log, by a client in a server's container. */
    private static void write(ConsulCluster cluster) {
        cluster.kubectl(
                "exec",
                "consul-0",
                "--container=consul",
                "--",
                "/bin/sh",
                "-c",
                "for key in $(seq 50); do consul kv put -http-addr=https://127.0.0.1:8501 -ca-file=/consul/tls/ca.crt"
                        + " key/$key x; done");
    }
}
