package dev.lictor.it.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lictor.bootstrap.DataRecord;
import dev.lictor.bootstrap.RaftProgress;
import dev.lictor.kubernetes.fabric8.Fabric8KubernetesApi;
import dev.lictor.pki.Fingerprint;
import dev.lictor.pki.Pem;
import dev.lictor.testing.ForeignCertificates;
import dev.lictor.testing.Specs;
import dev.lictor.testing.servers.ApiServer;
import dev.lictor.testing.servers.FinishedProcess;
import dev.lictor.testing.servers.LictorProcess;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The real program on a real API server, with the rights that k8s/ gives its Job and no others. Each test has a namespace of its own.
 */
class BootstrapIT {
    private static final List<String> OBJECTS = List.of(
            "secret/consul-ca",
            "secret/consul-gossip",
            "secret/consul-tls",
            "serviceaccount/consul",
            "configmap/consul-config",
            "service/consul",
            "service/consul-join",
            "service/consul-0",
            "service/consul-1",
            "service/consul-2",
            "poddisruptionbudget/consul",
            "statefulset/consul");
    private static final AtomicInteger NAMESPACES = new AtomicInteger();

    private static final String OPEN = "lictor: warning: HTTPS on port 8501 is open to all: ";

    private static ApiServer api;
    private static KubernetesClient administrator;

    @TempDir
    Path directory;

    @BeforeAll
    static void startApiServer() {
        api = ApiServer.start();
        administrator = api.administrator();
    }

    @AfterAll
    static void stopApiServer() {
        if (api != null) {
            api.close();
        }
    }

    @Test
    void theManifestsAsTheyAreGiveTheJobAllThatItNeeds() {
        api.kubectl("apply", "-k", "k8s");
        var job = new Job("consul", api.kubeconfigOf("consul", "lictor-bootstrap"));

        var first = job.run("--config=k8s/lictor.properties", "--no-wait");

        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(first.lines()).startsWith("namespace/consul unchanged").endsWith("statefulset/consul created");
        assertThat(first.lines().stream().skip(1)).containsExactlyInAnyOrderElementsOf(each("created"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"k8s", "k8s/examples/traefik-lan"})
    void theJobHandsItsImageOnToTheServers(String folder) {
        var container = "jsonpath={..containers[0].image} {..containers[0].env[?(@.name==\"LICTOR_IMAGE\")].value}";

        var images = api.kubectl("create", "--dry-run=client", "-k", folder, "--output=" + container)
                .split(" ");

        assertThat(images).hasSize(2).containsOnly(images[0]);
    }

    @Test
    void theExampleAsItIsGivesTheJobAllThatItNeeds() {
        api.kubectl("apply", "-k", "k8s/examples/traefik-lan");
        var job = new Job("prd-lan-coolcorp", api.kubeconfigOf("prd-lan-coolcorp", "lictor-bootstrap"));

        var first = job.run("--config=k8s/examples/traefik-lan/lictor.properties", "--no-wait");
        var second = job.run("--config=k8s/examples/traefik-lan/lictor.properties", "--no-wait");

        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(first.lines())
                .contains("secret/sec-consul-traefik-lan created", "statefulset/stf-consul-for-traefik created");
        assertThat(second.exitCode()).as(second.err()).isZero();
        assertThat(second.lines())
                .hasSameSizeAs(first.lines())
                .allMatch(line -> line.endsWith(" unchanged") || line.contains(" kept: "));
    }

    @Test
    void theSecondRunMovesNoResourceVersion() {
        var job = job();
        job.succeeds();
        var before = settled(job.namespace);

        var second = job.succeeds();

        assertThat(second.lines())
                .hasSize(1 + OBJECTS.size())
                .allMatch(line -> line.endsWith(" unchanged") || line.contains(" kept: "));
        assertThat(resourceVersions(job.namespace)).isEqualTo(before);
    }

    @Test
    void howFarRaftWasIsNotedByTheJobsRightsAndTheNextRunLeavesItAlone() throws IOException {
        var job = job();
        job.succeeds();
        var config = Config.fromKubeconfig(Files.readString(job.kubeconfig));
        try (var client = new KubernetesClientBuilder().withConfig(config).build()) {
            var data = new DataRecord(
                    Fabric8KubernetesApi.connect(client), Specs.with(Map.of("lictor.namespace", job.namespace)));
            assertThat(data.compare(progress(20))).isEmpty();
            assertThat(data.compare(progress(2318))).isEmpty();

            assertThat(job.succeeds().lines())
                    .allMatch(line -> line.endsWith(" unchanged") || line.contains(" kept: "));

            assertThat(servers(job.namespace).getMetadata().getAnnotations())
                    .containsEntry("lictor.dev/raft", "{\"index\":2318,\"servers\":[\"a\",\"b\",\"c\"]}");
            assertThat(data.compare(progress(20)).orElseThrow())
                    .startsWith("data is lost: Raft's index was 2318 at an earlier run and 20 at a later one");
        }
    }

    private static RaftProgress progress(long index) {
        return new RaftProgress(index, new TreeSet<>(List.of("a", "b", "c")));
    }

    @Test
    void aDryRunSaysEverythingAndWritesNothing() {
        var job = job();

        var first = job.run("--dry-run");

        assertThat(first.exitCode()).isZero();
        assertThat(first.lines()).containsAll(each("created (nothing written)"));
        assertThat(resourceVersions(job.namespace).keySet()).noneMatch(object -> object.contains("consul"));
    }

    @Test
    void aDryRunNamesTheFieldsThatWouldChange() {
        var job = job();
        job.succeeds();
        var before = settled(job.namespace);

        var dry = job.run("--dry-run", "--set=lictor.servers=5");

        assertThat(dry.exitCode()).isZero();
        assertThat(dry.out())
                .containsPattern("statefulset/consul changed: .*spec\\.replicas")
                .containsPattern("configmap/consul-config changed: data\\.config-\\w+\\.json")
                .contains("service/consul-4 created")
                .contains("secret/consul-ca kept");
        assertThat(resourceVersions(job.namespace)).isEqualTo(before);
    }

    @Test
    void moreServersAreAChangeOfWhatDependsOnTheirNumber() {
        var job = job();
        job.succeeds();
        var authority = secret(job.namespace, "consul-ca");

        job.succeeds("--set=lictor.servers=5");

        assertThat(job.succeeds("--set=lictor.servers=5").lines())
                .allMatch(line -> line.endsWith(" unchanged") || line.contains(" kept: "));
        assertThat(secret(job.namespace, "consul-ca")).isEqualTo(authority);
        assertThat(servers(job.namespace).getSpec().getReplicas()).isEqualTo(5);
    }

    @Test
    void aFieldOfAnotherManagerIsRefusedByNameAndPath() {
        var job = job();
        job.succeeds();
        api.kubectl("scale", "statefulset/consul", "--replicas=1", "--namespace=" + job.namespace);
        var before = settled(job.namespace);

        var refused = job.run("--no-wait", "--set=lictor.ui=true");

        assertThat(refused.exitCode()).isEqualTo(4);
        assertThat(refused.words())
                .containsPattern("statefulset/consul refused: \\.spec\\.replicas is managed by kubectl")
                .containsPattern("configmap/consul-config changed: data\\.config-\\w+\\.json \\(nothing written\\)");
        assertThat(resourceVersions(job.namespace)).isEqualTo(before);
    }

    @Test
    void aStrangersObjectIsRefusedAndNothingIsWritten() {
        var job = job();
        administrator
                .resource(new ServiceBuilder()
                        .withNewMetadata()
                        .withName("consul")
                        .withNamespace(job.namespace)
                        .endMetadata()
                        .withNewSpec()
                        .addNewPort()
                        .withPort(80)
                        .endPort()
                        .endSpec()
                        .build())
                .create();
        var before = settled(job.namespace);

        var refused = job.run("--no-wait");

        assertThat(refused.exitCode()).isEqualTo(4);
        assertThat(refused.words()).contains("service/consul refused: exists and is not part of this cluster");
        assertThat(resourceVersions(job.namespace)).isEqualTo(before);
    }

    @Test
    void aBrokenSecretIsRefusedAndEveryProblemIsToldAtOnce() {
        var job = job();
        job.succeeds();
        edit(job.namespace, "consul-ca", data -> data.put("ca.key", encoded("garbage")));
        edit(job.namespace, "consul-gossip", data -> data.put("gossip-encryption-key", encoded("garbage")));
        edit(job.namespace, "consul-tls", data -> data.put("consul.crt", encoded("garbage")));
        var before = settled(job.namespace);

        var refused = job.run("--no-wait", "--set=lictor.ui=true");

        assertThat(refused.exitCode()).isEqualTo(4);
        assertThat(refused.words())
                .containsPattern("secret/consul-ca refused: .*ca\\.key")
                .containsPattern("secret/consul-gossip refused: .*gossip")
                .containsPattern("secret/consul-tls refused: .*consul\\.crt");
        assertThat(resourceVersions(job.namespace)).isEqualTo(before);
    }

    @Test
    void everyMissingRightIsToldAtOnceWithItsRuleAndNothingIsWritten() {
        var missing = Map.of("secrets", "create", "configmaps", "get", "services", "create", "statefulsets", "patch");
        var job = job((resource, verb) -> !verb.equals(missing.get(resource)));

        var forbidden = job.run("--no-wait");

        assertThat(forbidden.exitCode()).isEqualTo(4);
        assertThat(forbidden.complaints())
                .filteredOn(line -> line.startsWith("lictor: refused: "))
                .hasSize(4)
                .anyMatch(line -> line.endsWith("{apiGroups: [\"\"], resources: [secrets], verbs: [create]}"))
                .anyMatch(line -> line.endsWith(
                        "{apiGroups: [\"\"], resources: [configmaps], resourceNames: [consul-config], verbs: [get]}"))
                .anyMatch(line -> line.contains(
                        "may not create services consul, consul-join, consul-0, consul-1, consul-2 in namespace"))
                .anyMatch(line -> line.endsWith(
                        "{apiGroups: [apps], resources: [statefulsets], resourceNames: [consul], verbs: [patch]}"));
        assertThat(resourceVersions(job.namespace).keySet()).noneMatch(object -> object.contains("consul"));
    }

    @Test
    void aRightForWhichThisRunHasNoUseIsNotMissed() {
        var job = job();
        job.succeeds();
        administrator
                .resource(role(job.namespace, (resource, verb) -> !verb.equals("create") && !verb.equals("update")))
                .update();

        assertThat(job.succeeds().complaints()).singleElement().asString().startsWith(OPEN);
        assertThat(job.run("--set=lictor.servers=5").err())
                .contains("refused: may not create services consul-3, consul-4 in namespace")
                .doesNotContain("secrets");
        assertThat(job.run("--set=lictor.datacenter=dc2").complaints())
                .satisfiesExactly(
                        line -> assertThat(line).contains("refused: may not update secrets consul-tls in namespace"),
                        line -> assertThat(line).startsWith(OPEN));
    }

    @Test
    void aRunThatMayNotWaitForPodsSaysSoBeforeItWrites() {
        var job = job((resource, verb) -> !resource.equals("pods"));

        var forbidden = job.run();

        assertThat(forbidden.exitCode()).isEqualTo(4);
        assertThat(forbidden.err()).contains("refused: may not list pods in namespace " + job.namespace);
        assertThat(resourceVersions(job.namespace).keySet()).noneMatch(object -> object.contains("consul"));
    }

    @Test
    void aNamespaceThatIsNotThereOrMayNotBeSeenIsSaidInSoManyWords() {
        var job = job();

        var refused = new Job("nowhere", job.kubeconfig).run("--no-wait");

        assertThat(refused.exitCode()).isEqualTo(4);
        assertThat(refused.complaints())
                .anyMatch(line -> line.startsWith("lictor: refused: may not get namespaces nowhere"));
    }

    @Test
    void aNamespaceThatMayNotBeMadeIsSaidBeforeAnythingIsWritten() {
        var job = job();
        api.kubectl(
                "create",
                "clusterrolebinding",
                "reader-" + job.namespace,
                "--clusterrole=view",
                "--serviceaccount=%s:lictor-bootstrap".formatted(job.namespace));

        var refused = new Job("nowhere", job.kubeconfig).run("--no-wait");

        assertThat(refused.exitCode()).isEqualTo(4);
        assertThat(refused.complaints())
                .contains(
                        "lictor: refused: may not create namespaces; ask an administrator to create it, with the Role of k8s/role.yaml in it: kubectl create namespace nowhere");
    }

    @Test
    void whoIsNotKnownIsToldSoOnce() throws IOException {
        var stranger = directory.resolve("kubeconfig");
        Files.writeString(stranger, Files.readString(job().kubeconfig).replaceAll("token: .*", "token: invalid"));

        var refused = new Job("consul", stranger).run("--no-wait");

        assertThat(refused.exitCode()).isEqualTo(4);
        assertThat(refused.complaints())
                .hasSize(2)
                .first()
                .asString()
                .contains("cannot get namespace/consul: Unauthorized");
    }

    @Test
    void theAdministratorNeedsNoNamespaceToBegin() {
        var namespace = "made-" + NAMESPACES.incrementAndGet();

        var first = new Job(namespace, api.kubeconfig()).succeeds();

        assertThat(first.lines()).startsWith("namespace/" + namespace + " created");
        assertThat(administrator
                        .namespaces()
                        .withName(namespace)
                        .get()
                        .getMetadata()
                        .getLabels())
                .containsEntry("pod-security.kubernetes.io/enforce", "restricted");
    }

    @Test
    void anApiServerThatDoesNotAnswerIsSaidQuickly() throws IOException {
        var nobody = Files.copy(api.kubeconfig(), directory.resolve("kubeconfig"));
        Files.writeString(nobody, Files.readString(nobody).replaceAll("127\\.0\\.0\\.1:\\d+", "127.0.0.1:1"));

        var failed = new Job("consul", nobody).run("--no-wait");

        assertThat(failed.exitCode()).isEqualTo(4);
        assertThat(failed.err()).contains("Connection refused", "KUBECONFIG");
        assertThat(failed.time()).isLessThan(Duration.ofSeconds(15));
    }

    @Test
    void invalidSettingsAreAllToldBeforeAnythingIsAsked() {
        var failed = LictorProcess.run(
                Map.of("KUBECONFIG", "/nowhere", "LICTOR_SERVRES", "3"),
                "bootstrap",
                "--set=lictor.servers=4",
                "--set=lictor.consul-version=new");

        assertThat(failed.exitCode()).isEqualTo(3);
        assertThat(failed.err()).contains("LICTOR_SERVRES");
    }

    @Test
    void keyMaterialNeverReachesTheOutput() {
        var job = job();
        var said = new StringBuilder();
        said.append(job.run("--dry-run").words());
        said.append(job.succeeds().words());
        var material = material(job.namespace);
        said.append(job.succeeds("--set=lictor.datacenter=dc2").words());
        edit(
                job.namespace,
                "consul-gossip",
                data -> data.put("gossip-encryption-key", encoded("not-a-key-but-secret")));
        said.append(job.run("--no-wait").words());

        material.addAll(material(job.namespace));
        assertThat(material).hasSizeGreaterThan(20).noneMatch(said.toString()::contains);
    }

    @Test
    void serversThatAreNotReadyInTimeAreToldWithTheReason() {
        var job = job();

        var late = job.run("--no-verify", "--set=lictor.rollout-timeout=3s");

        assertThat(late.exitCode()).isEqualTo(6);
        assertThat(late.lines()).contains("statefulset/consul created").anyMatch(line -> line.startsWith("0 of 3"));
        assertThat(late.complaints())
                .anyMatch(
                        line -> line.contains(
                                "only 0 of 3 servers are ready and of the wanted revision, and for 3 s (lictor.rollout-timeout)"))
                .anyMatch(line -> line.contains("consul-0: on no node yet"));
    }

    @Test
    void ofFiveRunsAtOnceAllSucceedAndOneCaSigns() {
        var job = job();

        var runs = IntStream.range(0, 5)
                .mapToObj(run -> CompletableFuture.supplyAsync(() -> job.run("--no-wait")))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();

        assertThat(runs).extracting(FinishedProcess::exitCode).as("%s", runs).containsOnly(0);
        assertThat(secret(job.namespace, "consul-tls"))
                .containsEntry("ca.crt", secret(job.namespace, "consul-ca").get("ca.crt"));
        assertThat(job.succeeds().lines()).allMatch(line -> line.endsWith(" unchanged") || line.contains(" kept: "));
    }

    @Test
    void whatARunWroteIsSeenByDescribe() {
        var job = job();
        job.succeeds();
        job.succeeds("--set=lictor.datacenter=dc2");

        var description = api.kubectl("describe", "statefulset/consul", "--namespace=" + job.namespace);

        assertThat(description)
                .containsPattern("Normal +Created +.* lictor.dev/bootstrap +secret/consul-ca, .* created")
                .containsPattern("Normal +Changed +.* lictor.dev/bootstrap +secret/consul-tls changed: names differ");
        assertThat(material(job.namespace)).noneMatch(description::contains);
    }

    @Test
    void aRunThatChangesNothingTellsNothing() {
        var job = job();
        job.succeeds();
        var before = announcements(job.namespace);

        job.succeeds();

        assertThat(before).singleElement().asString().contains(OBJECTS).endsWith(" created");
        assertThat(announcements(job.namespace)).isEqualTo(before);
    }

    @Test
    void aRunThatMayNotTellSucceedsAllTheSame() {
        var job = job((resource, verb) -> !resource.equals("events"));

        // Nodes and storage classes are beyond a Role, which is told; Events that cannot be written are not worth a
        // word.
        assertThat(job.succeeds().complaints())
                .allMatch(line -> line.startsWith("lictor: unknown: whether ") || line.startsWith(OPEN));

        assertThat(announcements(job.namespace)).isEmpty();
    }

    @Test
    void programsReadOneDocumentAndPeopleTheRest() throws IOException {
        var job = job();

        var late = job.run("--output=json", "--no-verify", "--set=lictor.rollout-timeout=2s");

        var report = new ObjectMapper().readTree(late.out());
        assertThat(late.exitCode()).isEqualTo(6);
        assertThat(late.err()).contains("secret/consul-ca created", "0 of 3 servers ready");
        assertThat(report.path("apiVersion").asText()).isEqualTo("lictor.dev/v1");
        assertThat(report.path("written").asBoolean()).isTrue();
        assertThat(report.path("outcomes").findValuesAsText("name")).contains("consul-ca", "consul-join");
        assertThat(report.path("outcomes")).hasSize(1 + OBJECTS.size());
        assertThat(report.at("/rollout/complete").asBoolean()).isFalse();
        assertThat(report.at("/rollout/wanted").asInt()).isEqualTo(3);
    }

    @Test
    void aCaOfOnesOwnIsBroughtByFilesAndItsKeyMayComeLater() {
        var job = job();
        var own = ForeignCertificates.authority(Instant.now()).make();
        var leaf = ForeignCertificates.server(own, Instant.now(), "server.dc1.consul", "127.0.0.1")
                .makeLeaf();
        var caCertificate = "--ca-cert-file=" + file("own.crt", Pem.certificate(own.certificate()));
        var caKey = "--ca-key-file=" + file("own.key", Pem.key(own.key().orElseThrow()));

        // Without its key nothing is issued
        var refused = job.run("--no-wait", caCertificate);
        assertThat(refused.exitCode()).isEqualTo(4);
        assertThat(refused.out())
                .contains("secret/consul-tls refused: is not there")
                .contains("--server-cert-file");

        // With a certificate of one's own, too, it is enough, now and later
        job.succeeds(
                caCertificate,
                "--server-cert-file=" + file("consul.crt", Pem.certificate(leaf.certificate())),
                "--server-key-file=" + file("consul.key", Pem.key(leaf.key())));
        var before = settled(job.namespace);
        assertThat(job.succeeds().out())
                .contains("its key is kept elsewhere, so nothing is issued")
                .containsPattern("secret/consul-tls kept: .*names differ.*--ca-key-file");
        assertThat(resourceVersions(job.namespace)).isEqualTo(before);

        // The key is added, and then it issues
        var added = job.succeeds(caKey);
        assertThat(added.lines())
                .contains("secret/consul-ca changed: the key of --ca-key-file is added")
                .anyMatch(line -> line.startsWith("secret/consul-tls changed: names differ"));
        assertThat(job.succeeds(caCertificate, caKey).lines())
                .allMatch(line -> line.endsWith(" unchanged") || line.contains(" kept: "));

        // Another CA is refused by name, and no key was ever said
        var other = ForeignCertificates.authority(Instant.now()).make().certificate();
        var foreign = job.run("--no-wait", "--ca-cert-file=" + file("other.crt", Pem.certificate(other)));
        assertThat(foreign.exitCode()).isEqualTo(4);
        assertThat(foreign.out()).contains(Fingerprint.of(own.certificate()), Fingerprint.of(other));
        assertThat(material(job.namespace)).noneMatch((added.words() + foreign.words())::contains);
    }

    @Test
    void filesThatCannotBeReadAreAllToldBesideTheSettings() {
        var failed = LictorProcess.run(
                Map.of("KUBECONFIG", "/nowhere"),
                "bootstrap",
                "--set=lictor.servers=4",
                "--ca-cert-file=" + directory.resolve("none"),
                "--ca-key-file=" + file("garbage", "garbage"));

        assertThat(failed.exitCode()).isEqualTo(3);
        assertThat(failed.complaints())
                .hasSize(3)
                .anyMatch(line -> line.contains("--ca-cert-file: cannot read"))
                .anyMatch(line -> line.contains("--ca-key-file: "))
                .anyMatch(line -> line.contains("lictor.servers is 4"));
    }

    @Test
    void keysMayBeOfRsaAndTheCaBoundToItsNames() {
        var job = job();
        var asked = new String[] {"--set=lictor.tls.key-type=rsa-2048", "--set=lictor.tls.name-constraints=true"};

        job.succeeds(asked);

        assertThat(secret(job.namespace, "consul-ca"))
                .hasEntrySatisfying("ca.key", key -> assertThat(decoded(key)).startsWith("-----BEGIN RSA PRIVATE KEY"));
        assertThat(job.succeeds(asked).lines())
                .allMatch(line -> line.endsWith(" unchanged") || line.contains(" kept: "));
    }

    @Test
    void theTutorialsSecretIsTakenOverWithAllThatItHolds() {
        var job = job();
        var own = ForeignCertificates.authority(Instant.now()).make();
        var leaf = ForeignCertificates.server(own, Instant.now(), "server.lan.cluster.local", "127.0.0.1")
                .makeLeaf();
        api.kubectl(
                "create",
                "secret",
                "generic",
                "consul-tls",
                "--namespace=" + job.namespace,
                "--from-literal=gossip-encryption-key=c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2U=",
                "--from-file=ca.crt=" + file("ca.crt", Pem.certificate(own.certificate())),
                "--from-file=consul.crt=" + file("consul.crt", Pem.certificate(leaf.certificate())),
                "--from-file=consul-key.key=" + file("consul-key.key", Pem.key(leaf.key())));
        var before = secret(job.namespace, "consul-tls");
        var example = new String[] {
            "--set=lictor.datacenter=lan",
            "--set=lictor.domain=cluster.local",
            "--set=lictor.verify-incoming=all",
            "--set=lictor.names.gossip-secret=consul-tls"
        };

        var refused = job.run(with("--no-wait", example));
        var adopted = job.succeeds(with("--adopt", example));

        assertThat(refused.exitCode()).isEqualTo(4);
        assertThat(refused.out()).containsPattern("secret/consul-tls refused: .*--adopt");
        assertThat(adopted.lines())
                .contains("secret/consul-ca created")
                .anyMatch(line -> line.startsWith("secret/consul-tls changed: taken over"));
        assertThat(secret(job.namespace, "consul-tls")).isEqualTo(before);
        assertThat(secret(job.namespace, "consul-ca"))
                .containsOnlyKeys("ca.crt")
                .containsEntry("ca.crt", encoded(Pem.certificate(own.certificate())));
        assertThat(job.succeeds(example).lines())
                .allMatch(line -> line.endsWith(" unchanged") || line.contains(" kept: "));
    }

    private static String[] with(String first, String... rest) {
        return Stream.concat(Stream.of(first), Stream.of(rest)).toArray(String[]::new);
    }

    private Path file(String name, String content) {
        try {
            return Files.writeString(directory.resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A run in a namespace, with the rights of a service account. */
    private record Job(String namespace, Path kubeconfig) {
        FinishedProcess run(String... args) {
            var all = new ArrayList<>(List.of("bootstrap", "--set=lictor.namespace=" + namespace));
            all.addAll(List.of(args));
            return LictorProcess.run(Map.of("KUBECONFIG", kubeconfig.toString()), all.toArray(String[]::new));
        }

        FinishedProcess succeeds(String... args) {
            var all = new ArrayList<>(List.of(args));
            all.add("--no-wait");
            var finished = run(all.toArray(String[]::new));
            assertThat(finished.exitCode()).as(finished.words()).isZero();
            return finished;
        }
    }

    private static Job job() {
        return job((resource, verb) -> true);
    }

    /** In a new namespace, with those of the manifests' rights that are granted: each by resource and verb. */
    private static Job job(BiPredicate<String, String> granted) {
        var namespace = "run-" + NAMESPACES.incrementAndGet();
        administrator
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .endMetadata()
                        .build())
                .create();
        var role = role(namespace, granted);
        var binding = read("base/role-binding.yaml", RoleBinding.class);
        binding.getSubjects().forEach(subject -> subject.setNamespace(namespace));
        var account = read("base/service-account.yaml", ServiceAccount.class);
        for (HasMetadata object : List.of(role, binding, account)) {
            object.getMetadata().setNamespace(namespace);
            administrator.resource(object).create();
        }
        return new Job(
                namespace, api.kubeconfigOf(namespace, account.getMetadata().getName()));
    }

    private static Role role(String namespace, BiPredicate<String, String> granted) {
        var role = read("role.yaml", Role.class);
        role.getMetadata().setNamespace(namespace);
        role.getRules().stream()
                .filter(rule -> rule.getResources().contains("namespaces"))
                .forEach(rule -> rule.setResourceNames(List.of(namespace)));
        for (var rule : role.getRules()) {
            var resource = rule.getResources().getFirst();
            rule.setVerbs(rule.getVerbs().stream()
                    .filter(verb -> granted.test(resource, verb))
                    .toList());
        }
        role.setRules(role.getRules().stream()
                .filter(rule -> !rule.getVerbs().isEmpty())
                .toList());
        return role;
    }

    private static <T> T read(String manifest, Class<T> kind) {
        try {
            return Serialization.unmarshal(Files.readString(Path.of("k8s", manifest)), kind);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> each(String outcome) {
        return OBJECTS.stream().map(object -> object + " " + outcome).toList();
    }

    /** Once the controllers have finished. */
    private static Map<String, String> settled(String namespace) {
        var last = new TreeMap<String, String>();
        await().pollInterval(Duration.ofSeconds(1))
                .atMost(Duration.ofSeconds(30))
                .until(() -> {
                    var before = Map.copyOf(last);
                    last.clear();
                    last.putAll(resourceVersions(namespace));
                    return last.equals(before);
                });
        return last;
    }

    private static Map<String, String> resourceVersions(String namespace) {
        var versions = new TreeMap<String, String>();
        api.kubectl(
                        "get",
                        "secrets,configmaps,services,serviceaccounts,statefulsets,poddisruptionbudgets",
                        "--namespace=" + namespace,
                        "--output=jsonpath={range .items[*]}{.kind}/{.metadata.name} {.metadata.resourceVersion}{'\\n'}{end}")
                .lines()
                .map(line -> line.split(" "))
                .forEach(words -> versions.put(words[0], words[1]));
        return versions;
    }

    private static Map<String, String> secret(String namespace, String name) {
        return administrator
                .secrets()
                .inNamespace(namespace)
                .withName(name)
                .get()
                .getData();
    }

    private static List<String> announcements(String namespace) {
        return api.kubectl(
                        "get",
                        "events.events.k8s.io",
                        "--namespace=" + namespace,
                        "--output=jsonpath={range .items[?(@.reportingController==\"lictor.dev/bootstrap\")]}{.note}{'\\n'}{end}")
                .lines()
                .toList();
    }

    /** What must not be seen of the Secrets: their data, as it is and decoded, in whole and line by line. */
    private static Set<String> material(String namespace) {
        var material = new HashSet<String>();
        for (var name : List.of("consul-ca", "consul-gossip", "consul-tls")) {
            secret(namespace, name).values().forEach(content -> {
                material.add(content);
                decoded(content).lines().forEach(material::add);
            });
        }
        return material;
    }

    private static StatefulSet servers(String namespace) {
        return administrator
                .apps()
                .statefulSets()
                .inNamespace(namespace)
                .withName("consul")
                .get();
    }

    private static void edit(String namespace, String secret, Consumer<Map<String, String>> change) {
        administrator.secrets().inNamespace(namespace).withName(secret).edit(live -> {
            change.accept(live.getData());
            return live;
        });
    }

    private static String encoded(String content) {
        return Base64.getEncoder().encodeToString(content.getBytes(StandardCharsets.UTF_8));
    }

    private static String decoded(String content) {
        return new String(Base64.getDecoder().decode(content), StandardCharsets.UTF_8);
    }
}
