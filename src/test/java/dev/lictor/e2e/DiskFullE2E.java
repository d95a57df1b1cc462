package dev.lictor.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The leader's volume is full: the other servers go on, and the leader is not ready. */
@ExtendWith(SharedCluster.class)
class DiskFullE2E {
    private static final Duration LASTING = Duration.ofSeconds(5);

    /** Room for two log segments of 64 MiB, a snapshot, and the space that Lictor keeps free for them. */
    private static final int MEBIBYTES = 320;

    /** 80 MB, more than one log segment. */
    private static final String WRITE_LARGE = """
        head -c 400000 /dev/zero | tr '\\0' x >/consul/data/large
        for turn in $(seq 200); do
          consul kv put -http-addr=https://127.0.0.1:8501 -ca-file=/consul/tls/ca.crt large @/consul/data/large
        done
        rm /consul/data/large
        """;

    @Test
    void theLeadersVolumeIsFull(TestCluster place) {
        var node = place.faults();
        volumes(place, node);
        try (var cluster = FirstBootstrap.of(place, "full", "1.22.7", Map.of("lictor.storage.class", "small"))) {

            FaultScenario.of("leader's volume full", cluster, (figures, stopwatch) -> {
                var leader = cluster.leader();
                var filled = inConsul(cluster, leader, "dd if=/dev/zero of=/consul/data/fill bs=64k; true");
                assertThat(filled).contains("No space left");
                // The allocated segment of the log has room for a while.
                var other = cluster.others(leader).getFirst();
                inConsul(cluster, other, WRITE_LARGE);
                cluster.within(
                        ConsulCluster.TIMEOUT,
                        "another leads",
                        () -> cluster.others(leader).stream()
                                .allMatch(pod -> cluster.leader(pod)
                                        .filter(now -> !now.equals(leader))
                                        .isPresent()));
                figures.time("another leads", stopwatch.elapsed());
                // Any election has this effect for a moment; here it must last.
                await("the sidecar's word")
                        .during(LASTING)
                        .atMost(ConsulCluster.TIMEOUT)
                        .pollInterval(Duration.ofMillis(200))
                        .until(() -> cluster.readiness(leader).status() == 503);
                figures.time(
                        "its sidecar says that it is not ready, and no more that it is",
                        stopwatch.elapsed().minus(LASTING));
                figures.note("its sidecar: " + cluster.readiness(leader).body().replaceAll("\\s+", " "));
                var room = new Stopwatch();
                inConsul(cluster, leader, "rm /consul/data/fill");
                cluster.awaitSettled();
                figures.time("room again to three ready voters", room.elapsed());
            });
        }
        place.kubernetes().kubectl("delete", "persistentvolume,storageclass", "--selector=e2e=small", "--wait=false");
    }

    private static String inConsul(ConsulCluster cluster, String pod, String script) {
        return cluster.kubernetes()
                .tryKubectl(
                        List.of("--namespace=full", "exec", pod, "--container=consul", "--", "/bin/sh", "-c", script))
                .words();
    }

    private static void volumes(TestCluster place, NodeFaults node) {
        place.kubernetes().apply("""
            apiVersion: storage.k8s.io/v1
            kind: StorageClass
            metadata: {name: small, labels: {e2e: small}}
            provisioner: kubernetes.io/no-provisioner
            volumeBindingMode: WaitForFirstConsumer
            """);
        for (var number = 0; number < 3; number++) {
            place.kubernetes().apply("""
                apiVersion: v1
                kind: PersistentVolume
                metadata: {name: small-NUMBER, labels: {e2e: small}}
                spec:
                  storageClassName: small
                  persistentVolumeReclaimPolicy: Retain
                  accessModes: [ReadWriteOnce]
                  capacity: {storage: 1Gi}
                  local: {path: FOLDER}
                  nodeAffinity: {required: {nodeSelectorTerms: [{matchExpressions: [{key: kubernetes.io/os, operator: In, values: [linux]}]}]}}
                """.replace("NUMBER", Integer.toString(number))
                    .replace("FOLDER", node.smallFolder("small-" + number, MEBIBYTES)));
        }
    }
}
