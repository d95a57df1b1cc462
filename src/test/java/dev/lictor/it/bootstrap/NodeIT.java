package dev.lictor.it.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lictor.testing.servers.LictorProcess;
import dev.lictor.testing.servers.LictorProgram;
import dev.lictor.testing.servers.Node;
import dev.lictor.testing.servers.TestServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From {@code kubectl apply -k k8s/} and a run of its CronJob to servers that vote, on a node that runs the native executable. */
@Tag("native")
class NodeIT {
    private static final String NAME = "lictor-bootstrap";
    private static final String JOB = "job/" + NAME;
    private static final String[] CHECKS = {
        "passed: each server serves the certificate of secret/consul-tls",
        "passed: each server is server.dc1.consul by the CA, on RPC and HTTPS",
        "passed: RPC without TLS is refused",
        "passed: RPC with a certificate of another CA is refused",
        "passed: gossip is encrypted",
        "passed: all nodes encrypt gossip with the key of secret/consul-gossip",
        "passed: all servers name one leader",
        "passed: 3 servers vote",
        "passed: a key written through each server is read through the others"
    };
    private static final List<String> SERVERS = List.of("consul-0", "consul-1", "consul-2");

    private static Node node;

    @BeforeAll
    static void applyTheManifests() throws IOException {
        var executable = LictorProgram.nativeExecutable();
        if (executable.isEmpty()) {
            TestServers.missing("no native executable: mvn verify -Dnative makes one, or TEST_LICTOR names one");
        }
        node = Node.start();
        node.importNative(executable.orElseThrow(), image());
        node.importConsul("1.22.7", "hashicorp/consul:1.22.7");
        node.kubectl("apply", "-k", "k8s");
        // Only the runs of these tests.
        kubectl("patch", "cronjob", NAME, "--patch={\"spec\": {\"suspend\": true}}");
        runJob();
    }

    @AfterAll
    static void remove() {
        if (node != null) {
            node.close();
        }
    }

    @Test
    void theJobEndsWhenAllServersAreReady() {
        assertThat(log()).contains("namespace/consul unchanged", "3 of 3 servers ready");
    }

    @Test
    void theJobProvesEveryCheckFromInside() {
        assertThat(log()).filteredOn(line -> !line.startsWith("waiting: ")).endsWith(CHECKS);
    }

    @Test
    void verifyProvesEveryCheckThroughPortForward() {
        var verify = LictorProcess.run(
                Map.of("KUBECONFIG", node.kubeconfig().toString()), "verify", "--config", "k8s/lictor.properties");

        assertThat(verify.exitCode()).as(verify.words()).isZero();
        assertThat(verify.lines()).containsExactly(CHECKS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"consul-0", "consul-1", "consul-2"})
    void eachServersSidecarSaysThatItIsReady(String server) {
        assertThat(kubectl(
                        "get",
                        "--raw",
                        "/api/v1/namespaces/consul/pods/%s:8080/proxy/q/health/ready".formatted(server)))
                .contains("\"UP\"");
    }

    @Test
    void threeServersVoteAndOneLeads() {
        var peers = kubectl(
                "exec",
                "consul-0",
                "--container=consul",
                "--",
                "consul",
                "operator",
                "raft",
                "list-peers",
                "-http-addr=https://127.0.0.1:8501",
                "-ca-file=/consul/tls/ca.crt");

        assertThat(peers.lines().skip(1)).hasSize(3).allMatch(line -> line.contains(" true "));
        assertThat(peers.lines().filter(line -> line.contains(" leader "))).hasSize(1);
        assertThat(SERVERS).allMatch(peers::contains);
    }

    @Test
    void aSecondJobChangesNothing() {
        var before = state();

        kubectl("delete", JOB);
        runJob();

        assertThat(log())
                .endsWith(CHECKS)
                .filteredOn(
                        line -> !line.startsWith("lictor: warning: ") && !line.startsWith("lictor: Kubernetes API "))
                .filteredOn(line -> !line.endsWith("servers ready") && !line.startsWith("passed: "))
                .allMatch(line -> line.endsWith(" unchanged") || line.contains(" kept: "));
        assertThat(state()).isEqualTo(before);
    }

    private static void runJob() {
        kubectl("create", "job", NAME, "--from=cronjob/" + NAME);
        await().atMost(Duration.ofMinutes(4))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> {
                    var ended =
                            kubectl("get", JOB, "--output=jsonpath={.status.succeeded} {.status.conditions[*].type}");
                    assertThat(ended).as("%s%n%s", ended, pods()).doesNotContain("Failed");
                    return ended.startsWith("1 ");
                });
    }

    private static List<String> log() {
        return kubectl("logs", JOB).lines().toList();
    }

    /** Which pods there are, and which versions of what they are made of. */
    private static String state() {
        return kubectl(
                "get",
                "secrets,configmaps,services,pods,statefulsets",
                "--selector=app.kubernetes.io/instance=consul",
                "--output=jsonpath={range .items[*]}{.kind}/{.metadata.name} {.metadata.uid} {.metadata.generation}"
                        + " {.data}{'\\n"
                        + "'}{end}");
    }

    /** For the words of a failure. */
    private static String pods() {
        return kubectl("get", "pods", "--output=wide") + "\n" + kubectl("get", "events") + "\n" + kubectl("logs", JOB);
    }

    private static String kubectl(String... args) {
        var all = new ArrayList<>(List.of("--namespace=consul"));
        all.addAll(List.of(args));
        return node.kubectl(all.toArray(String[]::new));
    }

    /** As the Job names it. */
    private static String image() throws IOException {
        return Files.readAllLines(Path.of("k8s/kustomization.yaml")).stream()
                .filter(line -> line.startsWith("  newTag: "))
                .map(line -> "lictor:" + line.substring("  newTag: ".length()))
                .findFirst()
                .orElseThrow();
    }
}
