package dev.lictor.it.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.testing.servers.ApiServer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a first run creates on a real API server, with the rights that k8s/ gives its Job and no others. Each test has a namespace of its own. */
class FirstRunIT {
    @AutoClose
    private static ApiServer api;

    @BeforeAll
    static void startApiServer() {
        api = ApiServer.start();
    }

    @Test
    void theManifestsGiveTheJobAllRightsThatItNeeds() {
        api.kubectl("apply", "-k", "k8s");
        var job = new BootstrapJob(api, "consul", api.kubeconfigOf("consul", "lictor-bootstrap"));

        var first = job.run("--config=k8s/lictor.properties", "--no-wait");

        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(first.lines()).startsWith("namespace/consul unchanged").endsWith("statefulset/consul created");
        assertThat(first.lines().stream().skip(1))
                .containsExactlyInAnyOrderElementsOf(BootstrapJob.eachObject("created"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"k8s", "k8s/examples/traefik-lan"})
    void theJobPassesItsImageToTheServers(String folder) {
        var container = "jsonpath={..containers[0].image} {..containers[0].env[?(@.name==\"LICTOR_IMAGE\")].value}";

        var images = api.kubectl("create", "--dry-run=client", "-k", folder, "--output=" + container)
                .split(" ");

        assertThat(images).hasSize(2).containsOnly(images[0]);
    }

    @Test
    void theExampleGivesTheJobAllRightsThatItNeeds() {
        api.kubectl("apply", "-k", "k8s/examples/traefik-lan");
        var job = new BootstrapJob(api, "prd-lan-coolcorp", api.kubeconfigOf("prd-lan-coolcorp", "lictor-bootstrap"));

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
    void aDryRunReportsEverythingAndWritesNothing() {
        var job = BootstrapJob.inNewNamespace(api);

        var first = job.run("--dry-run");

        assertThat(first.exitCode()).isZero();
        assertThat(first.lines()).containsAll(BootstrapJob.eachObject("would be created"));
        assertThat(job.resourceVersions().keySet()).noneMatch(object -> object.contains("consul"));
    }

    @Test
    void anAdministratorsRunCreatesTheNamespace() {
        var namespace = "made-" + BootstrapJob.nextNumber();

        var first = new BootstrapJob(api, namespace, api.kubeconfig()).succeeds();

        assertThat(first.lines()).startsWith("namespace/" + namespace + " created");
        assertThat(api.administrator()
                        .namespaces()
                        .withName(namespace)
                        .get()
                        .getMetadata()
                        .getLabels())
                .containsEntry("pod-security.kubernetes.io/enforce", "restricted");
    }

    @Test
    void serversThatAreNotReadyInTimeAreReportedWithTheReason() {
        var job = BootstrapJob.inNewNamespace(api);

        var late = job.run("--no-verify", "--set=lictor.rollout-timeout=3s");

        assertThat(late.exitCode()).isEqualTo(6);
        assertThat(late.lines()).contains("statefulset/consul created").anyMatch(line -> line.startsWith("0 of 3"));
        assertThat(late.complaints())
                .anyMatch(
                        line -> line.contains(
                                "only 0 of 3 servers are ready and of the wanted revision, and for 3 s (lictor.rollout-timeout)"))
                .anyMatch(line -> line.contains("consul-0: on no node yet"));
    }
}
