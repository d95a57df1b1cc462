package dev.lictor.it.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.testing.servers.ApiServer;
import dev.lictor.testing.servers.LictorProcess;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that are refused or fail before they write anything, on a real API server. Each test has a namespace of its own. */
class RefusedRunIT {
    @AutoClose
    private static ApiServer api;

    @TempDir
    Path directory;

    @BeforeAll
    static void startApiServer() {
        api = ApiServer.start();
    }

    @Test
    void aFieldOfAnotherManagerIsRefusedByNameAndPath() {
        var job = BootstrapJob.inNewNamespace(api);
        job.succeeds();
        api.kubectl("scale", "statefulset/consul", "--replicas=1", "--namespace=" + job.namespace());
        var before = job.settled();

        var refused = job.run("--no-wait", "--set=lictor.ui=true");

        assertThat(refused.exitCode()).isEqualTo(4);
        assertThat(refused.words())
                .containsPattern("statefulset/consul refused: \\.spec\\.replicas is managed by kubectl")
                .containsPattern("configmap/consul-config would be changed: data\\.config-\\w+\\.json");
        assertThat(job.resourceVersions()).isEqualTo(before);
    }

    @Test
    void anObjectWithoutOurLabelsIsRefusedAndNothingIsWritten() {
        var job = BootstrapJob.inNewNamespace(api);
        api.administrator()
                .resource(new ServiceBuilder()
                        .withNewMetadata()
                        .withName("consul")
                        .withNamespace(job.namespace())
                        .endMetadata()
                        .withNewSpec()
                        .addNewPort()
                        .withPort(80)
                        .endPort()
                        .endSpec()
                        .build())
                .create();
        var before = job.settled();

        var refused = job.run("--no-wait");

        assertThat(refused.exitCode()).isEqualTo(4);
        assertThat(refused.words()).contains("service/consul refused: exists and is not part of this cluster");
        assertThat(job.resourceVersions()).isEqualTo(before);
    }

    @Test
    void brokenSecretsAreRefusedAndAllProblemsAreReportedAtOnce() {
        var job = BootstrapJob.inNewNamespace(api);
        job.succeeds();
        job.edit("consul-ca", data -> data.put("ca.key", BootstrapJob.encoded("garbage")));
        job.edit("consul-gossip", data -> data.put("gossip-encryption-key", BootstrapJob.encoded("garbage")));
        job.edit("consul-tls", data -> data.put("consul.crt", BootstrapJob.encoded("garbage")));
        var before = job.settled();

        var refused = job.run("--no-wait", "--set=lictor.ui=true");

        assertThat(refused.exitCode()).isEqualTo(4);
        assertThat(refused.words())
                .containsPattern("secret/consul-ca refused: .*ca\\.key")
                .containsPattern("secret/consul-gossip refused: .*gossip")
                .containsPattern("secret/consul-tls refused: .*consul\\.crt");
        assertThat(job.resourceVersions()).isEqualTo(before);
    }

    @Test
    void allMissingRightsAreReportedWithTheirRulesAndNothingIsWritten() {
        var missing = Map.of("secrets", "create", "configmaps", "get", "services", "create", "statefulsets", "patch");
        var job = BootstrapJob.inNewNamespace(api, (resource, verb) -> !verb.equals(missing.get(resource)));

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
        assertThat(job.resourceVersions().keySet()).noneMatch(object -> object.contains("consul"));
    }

    @Test
    void aRunThatMayNotListPodsIsRefusedBeforeItWrites() {
        var job = BootstrapJob.inNewNamespace(api, (resource, verb) -> !resource.equals("pods"));

        var forbidden = job.run();

        assertThat(forbidden.exitCode()).isEqualTo(4);
        assertThat(forbidden.err()).contains("refused: may not list pods in namespace " + job.namespace());
        assertThat(job.resourceVersions().keySet()).noneMatch(object -> object.contains("consul"));
    }

    @Test
    void aNamespaceThatTheJobMayNotReadIsReported() {
        var job = BootstrapJob.inNewNamespace(api);

        var refused = new BootstrapJob(api, "nowhere", job.kubeconfig()).run("--no-wait");

        assertThat(refused.exitCode()).isEqualTo(4);
        assertThat(refused.complaints())
                .anyMatch(line -> line.startsWith("lictor: refused: may not get namespaces nowhere"));
    }

    @Test
    void aMissingNamespaceThatTheJobMayNotCreateIsReported() {
        var job = BootstrapJob.inNewNamespace(api);
        api.kubectl(
                "create",
                "clusterrolebinding",
                "reader-" + job.namespace(),
                "--clusterrole=view",
                "--serviceaccount=%s:lictor-bootstrap".formatted(job.namespace()));

        var refused = new BootstrapJob(api, "nowhere", job.kubeconfig()).run("--no-wait");

        assertThat(refused.exitCode()).isEqualTo(4);
        assertThat(refused.complaints())
                .contains("lictor: refused: may not create namespaces; ask an administrator to create it, with the Role"
                        + " of k8s/role.yaml in it: kubectl create namespace nowhere");
    }

    @Test
    void anInvalidTokenIsReportedOnce() throws IOException {
        var stranger = directory.resolve("kubeconfig");
        Files.writeString(
                stranger,
                Files.readString(BootstrapJob.inNewNamespace(api).kubeconfig())
                        .replaceAll("token: .*", "token: invalid"));

        var refused = new BootstrapJob(api, "consul", stranger).run("--no-wait");

        assertThat(refused.exitCode()).isEqualTo(4);
        assertThat(refused.complaints())
                .hasSize(2)
                .first()
                .asString()
                .contains("cannot get namespace/consul: Unauthorized");
    }

    @Test
    void anApiServerThatDoesNotAnswerIsReportedQuickly() throws IOException {
        var nobody = Files.copy(api.kubeconfig(), directory.resolve("kubeconfig"));
        Files.writeString(nobody, Files.readString(nobody).replaceAll("127\\.0\\.0\\.1:\\d+", "127.0.0.1:1"));

        var failed = new BootstrapJob(api, "consul", nobody).run("--no-wait");

        assertThat(failed.exitCode()).isEqualTo(4);
        assertThat(failed.err()).contains("connection refused", "check that the API server runs");
        assertThat(failed.time()).isLessThan(Duration.ofSeconds(15));
    }

    @Test
    void allInvalidSettingsAreReportedBeforeAnyRequest() {
        var failed = LictorProcess.run(
                Map.of("KUBECONFIG", "/nowhere", "LICTOR_SERVRES", "3"),
                "bootstrap",
                "--set=lictor.servers=4",
                "--set=lictor.consul-version=new");

        assertThat(failed.exitCode()).isEqualTo(3);
        assertThat(failed.err()).contains("LICTOR_SERVRES");
    }

    @Test
    void unreadableFilesAreReportedTogetherWithInvalidSettings() {
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

    private Path file(String name, String content) {
        try {
            return Files.writeString(directory.resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
