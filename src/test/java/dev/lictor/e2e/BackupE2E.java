package dev.lictor.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Backups on the servers' volumes, restored as docs/how-to/restore.md says. */
@ExtendWith(SharedCluster.class)
class BackupE2E {
    private static final String FOLDER = "/consul/data/lictor-backups";

    @Test
    @Tag("core")
    void aBackupOfAnyServerRestoresTheData(ConsulCluster cluster) {
        cluster.awaitSettled();
        cluster.within(
                ConsulCluster.TIMEOUT,
                "a backup of each server",
                () -> cluster.pods().stream()
                        .noneMatch(pod -> backups(cluster, pod).isEmpty()));

        for (var pod : cluster.pods()) {
            consul(cluster, pod, "kv", "put", "since", "the backup");
            assertThat(consul(cluster, pod, "kv", "get", "-keys", "since")).contains("since");

            var backup = FOLDER + "/" + backups(cluster, pod).getFirst();
            assertThat(consul(cluster, pod, "snapshot", "restore", backup)).contains("Restored snapshot");

            assertThat(consul(cluster, pod, "kv", "get", "-keys", "since")).doesNotContain("since");
            // Where Consul's root file system takes no file, it can be made by hand, too
            assertThat(consul(cluster, pod, "snapshot", "save", FOLDER + "/by-hand"))
                    .contains("Saved and verified");
        }
        cluster.awaitSettled();
    }

    private static List<String> backups(ConsulCluster cluster, String pod) {
        return cluster.kubectl("exec", pod, "--container=consul", "--", "ls", FOLDER)
                .lines()
                .filter(name -> name.endsWith(".snap"))
                .toList();
    }

    private static String consul(ConsulCluster cluster, String pod, String... command) {
        var words = new ArrayList<>(List.of("exec", pod, "--container=consul", "--", "consul"));
        words.addAll(List.of(command).subList(0, 2));
        words.add("-http-addr=https://127.0.0.1:8501");
        words.add("-ca-file=/consul/tls/ca.crt");
        words.addAll(List.of(command).subList(2, command.length));
        return cluster.kubectl(words.toArray(String[]::new));
    }
}
