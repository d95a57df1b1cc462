package dev.lictor.it.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.lictor.pki.Pem;
import dev.lictor.testing.ForeignCertificates;
import dev.lictor.testing.servers.ApiServer;
import dev.lictor.testing.servers.FinishedProcess;
import dev.lictor.testing.servers.LictorProcess;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetUpdateStrategy;
import io.fabric8.kubernetes.api.model.apps.StatefulSetUpdateStrategyBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What others have made or changed, taken over by an operator on a real API server. Without a node no server ever gets ready. */
@Tag("native")
class TakeoverIT {
    private static final String TUTORIAL = "src/test/resources/tutorial/traefik-lan.yaml";
    private static final String EXAMPLE = "--config=k8s/examples/traefik-lan/lictor.properties";
    private static final String SERVERS = "stf-consul-for-traefik";
    private static final AtomicInteger NAMESPACES = new AtomicInteger();

    /** Of this machine, but not loopback, to which no EndpointSlice may lead. */
    private static final InetAddress ADDRESS = address();

    @AutoClose
    private static ApiServer api;

    private static KubernetesClient administrator;

    private final String namespace = "taken-" + NAMESPACES.incrementAndGet();

    private final List<OldConsul> consuls = new ArrayList<>();

    private static final Map<String, ?> ROLLING = Map.of(
            "spec", Map.of("updateStrategy", Map.of("type", "RollingUpdate", "rollingUpdate", Map.of("partition", 2))));

    @TempDir
    Path directory;

    private static InetAddress address() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(Inet4Address.class::isInstance)
                    .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @BeforeAll
    static void startApiServer() {
        api = ApiServer.start();
        administrator = api.administrator();
    }

    @Test
    void aFieldOfAnotherManagerIsTakenIfThatIsAskedFor() {
        succeeds();
        api.kubectl("scale", "statefulset/consul", "--replicas=1", "--namespace=" + namespace);

        assertThat(run("--no-wait").out())
                .contains("statefulset/consul refused: .spec.replicas is managed by kubectl", "--force-conflicts");
        assertThat(succeeds("--force-conflicts").lines())
                .contains("statefulset/consul changed: .spec.replicas taken from kubectl");

        assertThat(statefulSet("consul").getSpec().getReplicas()).isEqualTo(3);
        assertThat(succeeds().lines()).allMatch(line -> line.endsWith(" unchanged") || line.contains(" kept: "));
        assertThat(succeeds("--set=lictor.servers=5").out()).contains("statefulset/consul changed: ");
    }

    /** Before 1.37 an API server fills in a partition, which nobody manages and OnDelete must not have. */
    @Test
    void aPartitionThatNobodyManagesGoesWithItsStrategy() {
        succeeds();
        patch(ROLLING);
        patch(Map.of(
                "metadata",
                Map.of(
                        "managedFields",
                        statefulSet("consul").getMetadata().getManagedFields().stream()
                                .filter(entry -> "lictor".equals(entry.getManager()))
                                .toList())));

        assertThat(run("--dry-run").out())
                .contains("statefulset/consul changed: spec.updateStrategy.rollingUpdate; spec.updateStrategy.type");
        succeeds();

        assertThat(statefulSet("consul").getSpec().getUpdateStrategy()).isEqualTo(onDelete());
        assertThat(succeeds().lines()).allMatch(line -> line.endsWith(" unchanged") || line.contains(" kept: "));
    }

    @Test
    void aStrategyOfAnotherManagerIsTakenAsAWholeIfThatIsAskedFor() {
        succeeds();
        patch(ROLLING);

        assertThat(run("--no-wait").out())
                .contains("statefulset/consul refused: .spec.updateStrategy.type is managed by kubectl-patch");
        assertThat(succeeds("--force-conflicts").lines())
                .contains(
                        "statefulset/consul changed: .spec.updateStrategy.type taken from kubectl-patch; .spec.updateStrategy.rollingUpdate taken from kubectl-patch");

        assertThat(statefulSet("consul").getSpec().getUpdateStrategy()).isEqualTo(onDelete());
        assertThat(succeeds().lines()).allMatch(line -> line.endsWith(" unchanged") || line.contains(" kept: "));
    }

    /** By its number each is another port, so that nothing conflicts; by its name both are the same, which the API server refuses. */
    @Test
    void portsOfAnotherManagerAreTakenAsAWholeIfThatIsAskedFor() {
        succeeds();
        var ports = service("consul").getSpec().getPorts();
        edit("service/consul", "/spec/ports/0/port", 9501);
        edit("statefulset/consul", "/spec/template/spec/containers/0/ports/0/containerPort", 9300);
        var port = ".spec.ports[port=9501,protocol=\"TCP\"]";
        var containerPort =
                ".spec.template.spec.containers[name=\"consul\"].ports[containerPort=9300,protocol=\"TCP\"]";

        assertThat(run("--no-wait").lines())
                .filteredOn(line -> line.contains(" refused: "))
                .hasSize(2)
                .allMatch(line -> line.contains("--force-conflicts"))
                .anyMatch(line ->
                        line.startsWith("service/consul refused: %s is managed by kubectl-patch: ".formatted(port)))
                .anyMatch(line -> line.startsWith(
                        "statefulset/consul refused: %s is managed by kubectl-patch: ".formatted(containerPort)));
        assertThat(run("--dry-run", "--force-conflicts").out())
                .contains("service/consul changed: %s taken from kubectl-patch; spec.ports[0].port".formatted(port));
        assertThat(service("consul").getSpec().getPorts()).isNotEqualTo(ports);
        assertThat(succeeds("--force-conflicts").out())
                .contains(
                        "service/consul changed: %s taken from kubectl-patch".formatted(port),
                        "statefulset/consul changed: %s taken from kubectl-patch".formatted(containerPort));

        assertThat(service("consul").getSpec().getPorts()).isEqualTo(ports);
        assertThat(succeeds().lines()).allMatch(line -> line.endsWith(" unchanged") || line.contains(" kept: "));
    }

    @Test
    void aPortThatNobodyManagesMakesRoomForOurs() {
        succeeds();
        var ports = service("consul").getSpec().getPorts();
        edit("service/consul", "/spec/ports/0/port", 9501);
        api.kubectl(
                "patch",
                "service/consul",
                "--namespace=" + namespace,
                "--type=merge",
                "--patch="
                        + Serialization.asJson(Map.of(
                                "metadata",
                                Map.of(
                                        "managedFields",
                                        service("consul").getMetadata().getManagedFields().stream()
                                                .filter(entry -> "lictor".equals(entry.getManager()))
                                                .toList()))));

        assertThat(run("--dry-run").out()).contains("service/consul changed: spec.ports[0].port");
        succeeds();

        assertThat(service("consul").getSpec().getPorts()).isEqualTo(ports);
        assertThat(succeeds().lines()).allMatch(line -> line.endsWith(" unchanged") || line.contains(" kept: "));
    }

    @Test
    void aStrangersServiceBecomesOursWithoutAnythingOfItsOwn() {
        api.kubectl("create", "namespace", namespace);
        api.kubectl("create", "service", "clusterip", "consul", "--tcp=80:80", "--namespace=" + namespace);
        var address = service("consul").getSpec().getClusterIP();

        assertThat(run("--no-wait").out()).containsPattern("service/consul refused: .*--adopt");
        assertThat(succeeds("--adopt").out()).contains("service/consul changed: taken over");

        assertThat(service("consul").getSpec().getClusterIP()).isEqualTo(address);
        assertThat(service("consul").getSpec().getSelector()).doesNotContainKey("app");
        assertThat(service("consul").getSpec().getPorts())
                .singleElement()
                .satisfies(port -> assertThat(port.getName()).isEqualTo("https"));
        assertThat(succeeds().lines()).allMatch(line -> line.endsWith(" unchanged") || line.contains(" kept: "));
        assertThat(succeeds("--set=lictor.ports.https=9501").out()).contains("service/consul changed: ");
    }

    @Test
    void theTutorialsClusterGivesWayServerByServerAndARunThatStoppedIsGoneOnWith() {
        theTutorialIsFollowed();
        var key = secret();
        var before = pods();

        // Without --adopt nothing is touched, and with it neither while a server is not ready
        var refused = run(EXAMPLE, "--no-wait");
        assertThat(refused.exitCode()).isEqualTo(4);
        assertThat(refused.lines())
                .filteredOn(line -> line.contains("refused: exists and is not part of this cluster"))
                .hasSize(4)
                .allMatch(line -> line.contains("--adopt"));
        isReady(SERVERS + "-1", false);
        assertThat(run(EXAMPLE, "--adopt").out())
                .contains(
                        "statefulset/stf-consul-for-traefik refused: cannot be taken over: stf-consul-for-traefik-1 must be ready");
        assertThat(statefulSet(SERVERS).getMetadata().getLabels()).isNullOrEmpty();
        isReady(SERVERS + "-1", true);

        // Nor while one hangs that Kubernetes calls ready
        consuls.get(0).fallSilent();
        assertThat(run(EXAMPLE, "--adopt").out())
                .containsPattern(
                        "statefulset/stf-consul-for-traefik refused: cannot be taken over: .*stf-consul-for-traefik-0 does not say how its Raft is: ");
        assertThat(statefulSet(SERVERS).getMetadata().getLabels()).isNullOrEmpty();
        consuls.get(0).answer();

        // The first server is replaced, and ours never becomes ready
        var stopped = run(EXAMPLE, "--adopt", "--set=lictor.rollout-timeout=5s");
        assertThat(stopped.exitCode()).as(stopped.words()).isEqualTo(6);
        assertThat(stopped.lines())
                .contains(
                        "service/svc-consul-for-traefik changed: to be taken over once the first new server is ready",
                        "replacing pod/stf-consul-for-traefik-2",
                        "stf-consul-for-traefik-2 is not ready yet");
        assertThat(stopped.err()).contains("run again with --adopt");
        oneServerHasGivenWay(before);
        assertThat(secret()).isEqualTo(key);
        assertThat(service("svc-consul-for-traefik").getSpec().getSelector()).containsOnlyKeys("app");
        assertThat(slices()).contains(SERVERS + "-0", SERVERS + "-1");

        // Only --adopt goes on, and from there
        assertThat(run(EXAMPLE, "--no-wait").out())
                .contains("pod/stf-consul-for-traefik-1 refused: has the name of a server");
        assertThat(run(EXAMPLE, "--adopt", "--set=lictor.rollout-timeout=5s").exitCode())
                .isEqualTo(6);
        oneServerHasGivenWay(before);
    }

    /** There is no kubelet that could run what looks at the files, and the API server says so. */
    @Test
    void dataThatCannotBeLookedAtIsARefusalInWords() {
        api.kubectl("create", "namespace", namespace);
        api.kubectl("apply", "--filename=" + file("servers.json", withClaims()), "--namespace=" + namespace);
        for (int ordinal = 0; ordinal < 3; ordinal++) {
            var name = "consul-" + ordinal;
            await().atMost(Duration.ofMinutes(1)).until(() -> pods().containsKey(name));
            isReady(name, true);
        }

        var refused = run("--adopt", "--dry-run");

        assertThat(refused.exitCode()).as(refused.words()).isEqualTo(4);
        assertThat(refused.out())
                .containsPattern(
                        "statefulset/consul refused: .*whether .* could read the data of consul-0 could not be seen: the Kubernetes API answers ");
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
        var ours = statefulSet(SERVERS);
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
            var consul = OldConsul.start(ordinal);
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
        consuls.forEach(OldConsul::fallSilent);
    }

    /** A server of the tutorial's as far as a takeover asks it: the first of three leads. */
    private static final class OldConsul {
        private static final String CONFIGURATION = IntStream.range(0, 3)
                .mapToObj(ordinal -> "{Suffrage:Voter ID:id-%d Address:10.0.0.%d:8300}".formatted(ordinal, ordinal))
                .collect(Collectors.joining(" ", "[", "]"));

        private final int ordinal;
        private final int port;
        private HttpServer server;

        private OldConsul(int ordinal, HttpServer server) {
            this.ordinal = ordinal;
            this.server = server;
            this.port = server.getAddress().getPort();
        }

        static OldConsul start(int ordinal) {
            var consul = new OldConsul(ordinal, bound(0));
            consul.serve();
            return consul;
        }

        int port() {
            return port;
        }

        void fallSilent() {
            server.stop(0);
        }

        void answer() {
            server = bound(port);
            serve();
        }

        private static HttpServer bound(int port) {
            try {
                return HttpServer.create(new InetSocketAddress(ADDRESS, port), 0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void serve() {
            server.createContext("/v1/agent/self", exchange -> send(exchange, self()));
            server.createContext("/v1/health/node/lictor", exchange -> send(exchange, "[]"));
            server.start();
        }

        private static void send(HttpExchange exchange, String text) throws IOException {
            var body = text.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            try (exchange) {
                exchange.getResponseBody().write(body);
            }
        }

        private String self() {
            return """
                    {"Config": {"NodeName": "%1$s-%2$d", "NodeID": "id-%2$d", "Version": "1.7.2"},
                     "Member": {"Addr": "10.0.0.%2$d", "Tags": {"role": "consul", "port": "8300"}},
                     "Stats": {"consul": {"leader_addr": "10.0.0.0:8300"},
                      "raft": {"state": "%3$s", "term": "3", "last_log_term": "3", "last_snapshot_term": "0",
                       "last_contact": "%4$s", "commit_index": "1000", "applied_index": "1000", "last_log_index": "1000", "last_snapshot_index": "0", "latest_configuration": "%5$s"}}}
                    """.formatted(
                    SERVERS, ordinal, ordinal == 0 ? "Leader" : "Follower", ordinal == 0 ? "0" : "40ms", CONFIGURATION);
        }
    }

    private void isReady(String pod, boolean isReady) {
        api.kubectl(
                "patch",
                "pod",
                pod,
                "--namespace=" + namespace,
                "--subresource=status",
                "--patch={\"status\":{\"phase\":\"Running\",\"podIP\":\"%2$s\",\"podIPs\":[{\"ip\":\"%2$s\"}],\"conditions\":[{\"type\":\"Ready\",\"status\":\"%1$s\"}]}}"
                        .formatted(isReady ? "True" : "False", ADDRESS.getHostAddress()));
    }

    private FinishedProcess run(String... args) {
        return LictorProcess.run(
                Map.of(
                        "KUBECONFIG",
                        api.kubeconfig().toString(),
                        // As in a pod of this cluster, to which pods' addresses lead.
                        "KUBERNETES_SERVICE_HOST",
                        URI.create(administrator.getConfiguration().getMasterUrl())
                                .getHost()),
                Stream.concat(Stream.of("bootstrap", "--set=lictor.namespace=" + namespace), Stream.of(args))
                        .toArray(String[]::new));
    }

    private FinishedProcess succeeds(String... args) {
        var finished =
                run(Stream.concat(Stream.of("--no-wait"), Stream.of(args)).toArray(String[]::new));
        assertThat(finished.exitCode()).as(finished.words()).isZero();
        return finished;
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
        return administrator
                .secrets()
                .inNamespace(namespace)
                .withName("sec-consul-traefik-lan")
                .get()
                .getData();
    }

    private void patch(Map<String, ?> change) {
        api.kubectl(
                "patch",
                "statefulset/consul",
                "--namespace=" + namespace,
                "--type=merge",
                "--patch=" + Serialization.asJson(change));
    }

    private void edit(String object, String path, int number) {
        api.kubectl(
                "patch",
                object,
                "--namespace=" + namespace,
                "--type=json",
                "--patch=[{\"op\":\"replace\",\"path\":\"%s\",\"value\":%d}]".formatted(path, number));
    }

    private static StatefulSetUpdateStrategy onDelete() {
        return new StatefulSetUpdateStrategyBuilder().withType("OnDelete").build();
    }

    private Service service(String name) {
        return Optional.ofNullable(administrator
                        .services()
                        .inNamespace(namespace)
                        .withName(name)
                        .get())
                .orElseThrow();
    }

    private StatefulSet statefulSet(String name) {
        return Optional.ofNullable(administrator
                        .apps()
                        .statefulSets()
                        .inNamespace(namespace)
                        .withName(name)
                        .get())
                .orElseThrow();
    }

    private Path file(String name, String content) {
        try {
            return Files.writeString(directory.resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
