package dev.lictor.it.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lictor.testing.servers.ApiServer;
import dev.lictor.testing.servers.FinishedProcess;
import dev.lictor.testing.servers.LictorProcess;
import dev.lictor.testing.servers.StorageClasses;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Preflight on a real API server: nodes, storage classes, claims and permissions. */
class PreflightIT {
    private static final AtomicInteger NAMESPACES = new AtomicInteger();
    private static final AtomicInteger NODES = new AtomicInteger();
    private static final String READY = "nothing stands in the way";

    @AutoClose
    private static ApiServer api;

    private static KubernetesClient administrator;

    @BeforeAll
    static void startApiServer() {
        api = ApiServer.bare();
        administrator = api.administrator();
    }

    @BeforeEach
    void leaveNeitherNodesNorStorage() {
        api.kubectl("delete", "nodes,storageclasses,persistentvolumes", "--all");
    }

    @Test
    void withoutTheClusterRoleNodesAndStorageAreUnknown() {
        api.kubectl("apply", "-k", "k8s");
        var job = api.kubeconfigOf("consul", "lictor-bootstrap");

        var blind = bootstrap(job, "consul", "--preflight");
        var dry = bootstrap(job, "consul", "--dry-run");
        api.kubectl("apply", "-f", "k8s/cluster-rights/cluster-role.yaml");
        api.kubectl("apply", "-f", "k8s/cluster-rights/cluster-role-binding.yaml");
        var seeing = bootstrap(job, "consul", "--preflight");

        assertThat(blind.exitCode()).as(blind.words()).isZero();
        assertThat(blind.lines())
                .hasSize(2)
                .anyMatch(line -> line.startsWith("unknown: whether there are nodes for 3 servers: cannot list nodes"))
                .anyMatch(line -> line.startsWith("unknown: whether the claims' storage class is there"));
        assertThat(dry.exitCode()).as(dry.words()).isZero();
        assertThat(dry.lines()).contains("statefulset/consul would be created");
        assertThat(seeing.exitCode()).isEqualTo(4);
        assertThat(seeing.lines())
                .hasSize(2)
                .anyMatch(line -> line.startsWith("warning: no node accepts a server"))
                .anyMatch(line -> line.startsWith("refused: there is no default storage class"));
    }

    @Test
    void aRefusalEndsARunBeforeItWrites() {
        var namespace = namespace();

        var refused = bootstrap(api.kubeconfig(), namespace, "--no-wait");

        assertThat(refused.exitCode()).isEqualTo(4);
        assertThat(refused.complaints())
                .anyMatch(line -> line.startsWith("lictor: refused: there is no default storage class"));
        assertThat(refused.out()).isEmpty();
        assertThat(api.kubectl("get", "secrets,services", "--namespace=" + namespace, "--output=name"))
                .isEmpty();
    }

    @Test
    void programsGetOneDocument() throws IOException {
        var said = bootstrap(api.kubeconfig(), namespace(), "--preflight", "--output=json");

        assertThat(said.exitCode()).isEqualTo(4);
        assertThat(new ObjectMapper().readTree(said.out()).at("/findings").findValuesAsText("finding"))
                .containsExactly("warning", "refused");
        assertThat(said.err()).contains("refused: there is no default storage class");
    }

    @Test
    void aNodeForEachServerAndAStorageClassAreAllThatIsNeeded() {
        readyForThree();

        assertThat(preflight(namespace()).lines()).containsExactly(READY);
        assertThat(preflight("not-there-yet").lines()).containsExactly(READY);
    }

    /** Only the servers themselves can report their Raft state and the owners of their files. */
    @Test
    void preflightDoesNotCheckServersThatAreToBeAdopted() {
        readyForThree();

        assertThat(preflight(namespace(), "--adopt").lines())
                .containsExactly(
                        "preflight does not look at the servers that --adopt takes over: --adopt --dry-run does");
    }

    @Test
    void eachRunChecksWhoMayUseConsulsApi() {
        readyForThree();

        assertThat(preflight(namespace(), "--set=lictor.verify-incoming=rpc").lines())
                .singleElement()
                .asString()
                .startsWith("warning: HTTPS on port 8501 is open to all: ");
        assertThat(preflight(namespace(), "--set=lictor.ports.http=8500").exitCode())
                .isEqualTo(3);
    }

    @Test
    void aNodeThatIsCordonedOrTaintedDoesNotCount() {
        var nodes = readyForThree();
        api.kubectl("cordon", nodes.get(0));
        api.kubectl("taint", "node", nodes.get(1), "dedicated=batch:NoSchedule");

        var said = preflight(namespace());

        assertThat(said.exitCode()).isZero();
        assertThat(said.lines())
                .singleElement()
                .asString()
                .startsWith("warning: 3 of 3 servers would share a node: 1 can be scheduled to");
    }

    @Test
    void aNamedClassMustBeThereOrHaveVolumesThatWereMadeByHand() {
        readyForThree();
        var namespace = namespace();

        var absent = preflight(namespace, "--set=lictor.storage.class=by-hand");
        volume("disk-0", "by-hand");
        var byHand = preflight(namespace, "--set=lictor.storage.class=by-hand");

        assertThat(absent.exitCode()).isEqualTo(4);
        assertThat(absent.lines()).singleElement().asString().startsWith("refused: storage class by-hand");
        assertThat(byHand.lines()).containsExactly(READY);
    }

    @Test
    void claimsOfAnEarlierClusterAreRefusedWithoutTheirGossipKeyAndElseReported() {
        readyForThree();
        var namespace = namespace();
        claim(namespace, "data-consul-1");

        var orphaned = preflight(namespace);
        api.kubectl("create", "secret", "generic", "consul-gossip", "--namespace=" + namespace);
        var kept = preflight(namespace);

        assertThat(orphaned.exitCode()).isEqualTo(4);
        assertThat(orphaned.lines())
                .singleElement()
                .asString()
                .startsWith("refused: an earlier cluster has left the volume claims data-consul-1")
                .endsWith("or choose another lictor.name for servers without data");
        assertThat(kept.exitCode()).isZero();
        assertThat(kept.lines()).singleElement().asString().startsWith("warning: an earlier cluster has left");
    }

    @Test
    void aClusterThatHasItsServersDependsOnNoNodeAndNoClass() {
        readyForThree();
        var namespace = namespace();
        var first = bootstrap(api.kubeconfig(), namespace, "--no-wait");
        leaveNeitherNodesNorStorage();

        var renewal = bootstrap(api.kubeconfig(), namespace, "--no-wait");
        var growth = preflight(namespace, "--set=lictor.servers=5");

        assertThat(first.exitCode()).as(first.words()).isZero();
        assertThat(renewal.exitCode()).as(renewal.words()).isZero();
        assertThat(renewal.complaints()).isEmpty();
        assertThat(growth.exitCode()).as(growth.words()).isEqualTo(4);
    }

    @Test
    void anOlderConsulThanTheRunningOneIsRefused() {
        readyForThree();
        var namespace = namespace();
        bootstrap(api.kubeconfig(), namespace, "--no-wait");

        var back = bootstrap(api.kubeconfig(), namespace, "--no-wait", "--set=lictor.consul-version=1.7.2");

        assertThat(back.exitCode()).isEqualTo(4);
        assertThat(back.complaints())
                .anyMatch(line -> line.startsWith("lictor: refused: Consul would go back from 1.22.7 to 1.7.2"))
                .anyMatch(line -> line.startsWith("lictor: warning: Consul 1.7.2 has known flaws"));
    }

    private static FinishedProcess preflight(String namespace, String... args) {
        var all = new ArrayList<>(List.of(args));
        all.add("--preflight");
        return bootstrap(api.kubeconfig(), namespace, all.toArray(String[]::new));
    }

    private static FinishedProcess bootstrap(Path kubeconfig, String namespace, String... args) {
        // Who may use Consul's API does not depend on the environment.
        var all = new ArrayList<>(
                List.of("bootstrap", "--set=lictor.namespace=" + namespace, "--set=lictor.verify-incoming=all"));
        all.addAll(List.of(args));
        return LictorProcess.run(Map.of("KUBECONFIG", kubeconfig.toString()), all.toArray(String[]::new));
    }

    private static String namespace() {
        var namespace = "look-" + NAMESPACES.incrementAndGet();
        api.kubectl("create", "namespace", namespace);
        return namespace;
    }

    /** @return the names of its nodes. They are new, because Kubernetes remembers the state of a node by its name for a while */
    private static List<String> readyForThree() {
        administrator.resource(StorageClasses.byDefault()).create();
        var stem = "node-" + NODES.incrementAndGet() + "-";
        var names = List.of(stem + "a", stem + "b", stem + "c");
        names.forEach(PreflightIT::node);
        return names;
    }

    /** Kubernetes taints a node until the node reports that it is ready, and again if it stops reporting. No test takes that long. */
    private static void node(String name) {
        administrator
                .resource(new NodeBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withLabels(Map.of("kubernetes.io/hostname", name))
                        .endMetadata()
                        .build())
                .create();
        api.kubectl(
                "patch",
                "node",
                name,
                "--subresource=status",
                "--patch={\"status\": {\"conditions\": [{\"type\": \"Ready\", \"status\": \"True\"}]}}");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> administrator
                        .nodes()
                        .withName(name)
                        .get()
                        .getSpec()
                        .getTaints()
                        .isEmpty());
    }

    private static void volume(String name, String storageClass) {
        administrator
                .resource(new PersistentVolumeBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .withNewSpec()
                        .withStorageClassName(storageClass)
                        .withCapacity(Map.of("storage", new Quantity("1Gi")))
                        .withAccessModes("ReadWriteOnce")
                        .withNewHostPath("/nowhere", "")
                        .endSpec()
                        .build())
                .create();
    }

    private static void claim(String namespace, String name) {
        administrator
                .resource(new PersistentVolumeClaimBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(namespace)
                        .endMetadata()
                        .withNewSpec()
                        .withAccessModes("ReadWriteOnce")
                        .withNewResources()
                        .withRequests(Map.of("storage", new Quantity("1Gi")))
                        .endResources()
                        .endSpec()
                        .build())
                .create();
    }
}
