package dev.lictor.it.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lictor.pki.Pem;
import dev.lictor.testing.ForeignCertificates;
import dev.lictor.testing.servers.ApiServer;
import dev.lictor.testing.servers.KubeconfigUser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Takeovers of objects that others have made, on a real API server. Without a node no server becomes ready. */
@Tag("native")
class TakeoverIT {
    private static final String TUTORIAL = "src/test/resources/tutorial/traefik-lan.yaml";
    private static final String EXAMPLE = "--config=k8s/examples/traefik-lan/lictor.properties";
    private static final String SERVERS = TutorialServer.NAMES;

    @AutoClose
    private static ApiServer api;

    private final KubeconfigUser operator = KubeconfigUser.withoutNamespace(api).inAPod();
    private final String namespace = operator.namespace();
    private final List<TutorialServer> consuls = new ArrayList<>();

    @TempDir
    Path directory;

    @BeforeAll
    static void startApiServer() {
        api = ApiServer.start();
    }

    @Test
    void anAdoptedServiceKeepsNoFieldOfItsOwn() {
        api.kubectl("create", "namespace", namespace);
        api.kubectl("create", "service", "clusterip", "consul", "--tcp=80:80", "--namespace=" + namespace);
        var address = operator.service("consul").getSpec().getClusterIP();

        assertThat(operator.run("bootstrap", "--no-wait").out()).containsPattern("service/consul refused: .*--adopt");
        assertThat(operator.succeeds("bootstrap", "--no-wait", "--adopt").out())
                .contains("service/consul changed: taken over");

        assertThat(operator.service("consul").getSpec().getClusterIP()).isEqualTo(address);
        assertThat(operator.service("consul").getSpec().getSelector()).doesNotContainKey("app");
        assertThat(operator.service("consul").getSpec().getPorts())
                .singleElement()
                .satisfies(port -> assertThat(port.getName()).isEqualTo("https"));
        assertThat(operator.succeeds("bootstrap", "--no-wait").lines())
                .allMatch(line -> line.endsWith(" unchanged") || line.contains(" kept: "));
        assertThat(operator.succeeds("bootstrap", "--no-wait", "--set=lictor.ports.https=9501")
                        .out())
                .contains("service/consul changed: ");
    }

    @Test
    void aTakeoverReplacesServersOneByOneAndContinuesAfterATimeout() {
        theTutorialIsFollowed();
        var key = secret();
        var before = pods();

        // Without --adopt nothing is touched, and with it neither while a server is not ready
        var refused = operator.run("bootstrap", EXAMPLE, "--no-wait");
        assertThat(refused.exitCode()).isEqualTo(4);
        assertThat(refused.lines())
                .filteredOn(line -> line.contains("refused: exists and is not part of this cluster"))
                .hasSize(4)
                .allMatch(line -> line.contains("--adopt"));
        isReady(SERVERS + "-1", false);
        assertThat(operator.run("bootstrap", EXAMPLE, "--adopt").out())
                .contains("statefulset/stf-consul-for-traefik refused: cannot be taken over: stf-consul-for-traefik-1"
                        + " must be ready");
        assertThat(operator.statefulSet(SERVERS).getMetadata().getLabels()).isNullOrEmpty();
        isReady(SERVERS + "-1", true);

        // Nor while one hangs that Kubernetes calls ready
        consuls.get(0).fallSilent();
        assertThat(operator.run("bootstrap", EXAMPLE, "--adopt").out())
                .containsPattern(
                        "statefulset/stf-consul-for-traefik refused: cannot be taken over: .*stf-consul-for-traefik-0"
                                + " does not say how its Raft is: ");
        assertThat(operator.statefulSet(SERVERS).getMetadata().getLabels()).isNullOrEmpty();
        consuls.get(0).answer();

        // The first server is replaced, and ours never becomes ready
        var stopped = operator.run("bootstrap", EXAMPLE, "--adopt", "--set=lictor.rollout-timeout=5s");
        assertThat(stopped.exitCode()).as(stopped.words()).isEqualTo(6);
        assertThat(stopped.lines())
                .contains(
                        "service/svc-consul-for-traefik changed: to be taken over once the first new server is ready",
                        "replacing pod/stf-consul-for-traefik-2",
                        "stf-consul-for-traefik-2 is not ready yet");
        assertThat(stopped.err()).contains("run again with --adopt");
        oneServerHasGivenWay(before);
        assertThat(secret()).isEqualTo(key);
        assertThat(operator.service("svc-consul-for-traefik").getSpec().getSelector())
                .containsOnlyKeys("app");
        assertThat(slices()).contains(SERVERS + "-0", SERVERS + "-1");

        // Only --adopt goes on, and from there
        assertThat(operator.run("bootstrap", EXAMPLE, "--no-wait").out())
                .contains("pod/stf-consul-for-traefik-1 refused: has the name of a server");
        assertThat(operator.run("bootstrap", EXAMPLE, "--adopt", "--set=lictor.rollout-timeout=5s")
                        .exitCode())
                .isEqualTo(6);
        oneServerHasGivenWay(before);
    }

    /** There is no kubelet that could run what looks at the files, and the API server says so. */
    @Test
    void dataThatCannotBeReadIsRefusedWithTheReason() {
        api.kubectl("create", "namespace", namespace);
        api.kubectl("apply", "--filename=" + file("servers.json", withClaims()), "--namespace=" + namespace);
        for (int ordinal = 0; ordinal < 3; ordinal++) {
            var name = "consul-" + ordinal;
            await().atMost(Duration.ofMinutes(1)).until(() -> pods().containsKey(name));
            isReady(name, true);
        }

        var refused = operator.run("bootstrap", "--adopt", "--dry-run");

        assertThat(refused.exitCode()).as(refused.words()).isEqualTo(4);
        assertThat(refused.out())
                .containsPattern(
                        "statefulset/consul refused: .*whether .* could read the data of consul-0 could not be seen:"
                                + " the Kubernetes API answers ");
    }

    private static String withClaims() {
        return """
            {"apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": {"name": "consul"},
             "spec": {"serviceName": "consul", "replicas": 3, "podManagementPolicy": "Parallel", "selector": {"matchLabels": {"app": "consul"}},
              "template": {"metadata": {"labels": {"app": "consul"}},
               "spec": {"containers": [{"name": "consul", "image": "consul:1.22.7", "args": ["agent"], "volumeMounts": [{"name": "data", "mountPath": "/consul/data"}]}]}},
              "volumeClaimTemplates": [{"metadata": {"name": "data"}, "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}}]}}
            """;
    }

    private void oneServerHasGivenWay(Map<String, String> before) {
        var now = pods();
        assertThat(now.get(SERVERS + "-0")).isEqualTo(before.get(SERVERS + "-0"));
        assertThat(now.get(SERVERS + "-1")).isEqualTo(before.get(SERVERS + "-1"));
        assertThat(now.get(SERVERS + "-2")).isNotNull().isNotEqualTo(before.get(SERVERS + "-2"));
        var ours = operator.statefulSet(SERVERS);
        assertThat(ours.getMetadata().getLabels()).containsEntry("app.kubernetes.io/managed-by", "lictor");
        assertThat(ours.getSpec().getOrdinals().getStart()).isEqualTo(2);
        assertThat(ours.getSpec().getReplicas()).isEqualTo(1);
    }

    /** As far as it is possible without a node: this test says of each pod that it is ready. */
    private void theTutorialIsFollowed() {
        var own = ForeignCertificates.ca(Instant.now()).make();
        var leaf = ForeignCertificates.server(own, Instant.now(), "server.lan.cluster.local", "127.0.0.1")
                .makeLeaf();
        api.kubectl("create", "namespace", namespace);
        api.kubectl(
                "create",
                "secret",
                "generic",
                "sec-consul-traefik-lan",
                "--namespace=" + namespace,
                "--from-literal=gossip-encryption-key=c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2U=",
                "--from-file=ca.crt=" + file("ca.crt", Pem.certificate(own.certificate())),
                "--from-file=consul.crt=" + file("consul.crt", Pem.certificate(leaf.certificate())),
                "--from-file=consul-key.key=" + file("consul-key.key", Pem.key(leaf.key())));
        // Each at a port of its own, for all are at this machine's address; their StatefulSet adopts them by their
        // labels.
        for (int ordinal = 0; ordinal < 3; ordinal++) {
            var consul = TutorialServer.start(ordinal);
            consuls.add(consul);
            api.kubectl(
                    "apply", "--filename=" + file("pod.json", pod(ordinal, consul.port())), "--namespace=" + namespace);
        }
        api.kubectl("apply", "--filename=" + file("tutorial.yaml", tutorial()), "--namespace=" + namespace);
        for (int ordinal = 0; ordinal < 3; ordinal++) {
            var name = SERVERS + "-" + ordinal;
            await().atMost(Duration.ofMinutes(1)).until(() -> hasOwner(name));
            isReady(name, true);
        }
    }

    private static String tutorial() {
        try {
            return Files.readString(Path.of(TUTORIAL))
                    .replace("  replicas: 3\n", "  replicas: 3\n  updateStrategy: {type: OnDelete}\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String pod(int ordinal, int port) {
        var name = SERVERS + "-" + ordinal;
        return """
            {"apiVersion": "v1", "kind": "Pod",
             "metadata": {"name": "%s", "labels": {"app": "consul-for-traefik", "statefulset.kubernetes.io/pod-name": "%s"}},
             "spec": {"containers": [{"name": "consul", "image": "consul:1.7.2", "args": ["agent", "-http-port=%d"]}]}}
            """.formatted(name, name, port);
    }

    private boolean hasOwner(String pod) {
        return !api.kubectl(
                        "get",
                        "pod",
                        pod,
                        "--namespace=" + namespace,
                        "--output=jsonpath={.metadata.ownerReferences[*].kind}")
                .isBlank();
    }

    @AfterEach
    void endTheServers() {
        consuls.forEach(TutorialServer::fallSilent);
    }

    private void isReady(String pod, boolean isReady) {
        api.kubectl(
                "patch",
                "pod",
                pod,
                "--namespace=" + namespace,
                "--subresource=status",
                "--patch={\"status\":{\"phase\":\"Running\",\"podIP\":\"%2$s\",\"podIPs\":[{\"ip\":\"%2$s\"}],\"conditions\":[{\"type\":\"Ready\",\"status\":\"%1$s\"}]}}"
                        .formatted(isReady ? "True" : "False", TutorialServer.ADDRESS.getHostAddress()));
    }

    /** By name, with what tells one from its successor. */
    private Map<String, String> pods() {
        return api.kubectl(
                        "get",
                        "pods",
                        "--namespace=" + namespace,
                        "--output=jsonpath={range .items[*]}{.metadata.name} {.metadata.uid}{'\\n'}{end}")
                .lines()
                .map(line -> line.split(" "))
                .collect(Collectors.toMap(words -> words[0], words -> words[1]));
    }

    private List<String> slices() {
        return List.of(api.kubectl(
                        "get",
                        "endpointslices",
                        "--namespace=" + namespace,
                        "--selector=kubernetes.io/service-name=svc-consul-for-traefik-join",
                        "--output=jsonpath={.items[*].endpoints[*].hostname}")
                .split(" "));
    }

    private Map<String, String> secret() {
        return api.administrator()
                .secrets()
                .inNamespace(namespace)
                .withName("sec-consul-traefik-lan")
                .get()
                .getData();
    }

    private Path file(String name, String content) {
        try {
            return Files.writeString(directory.resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
