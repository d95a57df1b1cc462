package dev.lictor.it.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.bootstrap.DataRecord;
import dev.lictor.bootstrap.RaftProgress;
import dev.lictor.kubernetes.fabric8.Fabric8KubernetesApi;
import dev.lictor.testing.Specs;
import dev.lictor.testing.servers.ApiServer;
import dev.lictor.testing.servers.FinishedProcess;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What later runs change and leave alone on a real API server, with the rights of the Job. Each test has a namespace of its own. */
class SecondRunIT {
    @AutoClose
    private static ApiServer api;

    @BeforeAll
    static void startApiServer() {
        api = ApiServer.start();
    }

    @Test
    void aSecondRunChangesNoResourceVersion() {
        var job = BootstrapJob.inNewNamespace(api);
        job.succeeds();
        var before = job.settled();

        var second = job.succeeds();

        assertThat(second.lines())
                .hasSize(1 + BootstrapJob.OBJECTS.size())
                .allMatch(line -> line.endsWith(" unchanged") || line.contains(" kept: "));
        assertThat(job.resourceVersions()).isEqualTo(before);
    }

    @Test
    void theJobMayRecordRaftsIndexAndTheNextRunKeepsIt() throws IOException {
        var job = BootstrapJob.inNewNamespace(api);
        job.succeeds();
        var config = Config.fromKubeconfig(Files.readString(job.kubeconfig()));
        try (var client = new KubernetesClientBuilder().withConfig(config).build()) {
            var data = new DataRecord(
                    Fabric8KubernetesApi.connect(client), Specs.with(Map.of("lictor.namespace", job.namespace())));
            assertThat(data.compare(progress(20))).isEmpty();
            assertThat(data.compare(progress(2318))).isEmpty();

            assertThat(job.succeeds().lines())
                    .allMatch(line -> line.endsWith(" unchanged") || line.contains(" kept: "));

            assertThat(job.statefulSet().getMetadata().getAnnotations())
                    .containsEntry("lictor.dev/raft", "{\"index\":2318,\"servers\":[\"a\",\"b\",\"c\"]}");
            assertThat(data.compare(progress(20)).orElseThrow())
                    .startsWith("data is lost: Raft's index was 2318 at an earlier run and 20 at a later one");
        }
    }

    @Test
    void aDryRunNamesTheFieldsThatWouldChange() {
        var job = BootstrapJob.inNewNamespace(api);
        job.succeeds();
        var before = job.settled();

        var dry = job.run("--dry-run", "--set=lictor.servers=5");

        assertThat(dry.exitCode()).isZero();
        assertThat(dry.out())
                .containsPattern("statefulset/consul would be changed: .*spec\\.replicas")
                .containsPattern("configmap/consul-config would be changed: data\\.config-\\w+\\.json")
                .contains("service/consul-4 would be created")
                .contains("secret/consul-ca kept");
        assertThat(job.resourceVersions()).isEqualTo(before);
    }

    @Test
    void moreServersChangeOnlyWhatDependsOnTheirNumber() {
        var job = BootstrapJob.inNewNamespace(api);
        job.succeeds();
        var ca = job.secret("consul-ca");

        job.succeeds("--set=lictor.servers=5");

        assertThat(job.succeeds("--set=lictor.servers=5").lines())
                .allMatch(line -> line.endsWith(" unchanged") || line.contains(" kept: "));
        assertThat(job.secret("consul-ca")).isEqualTo(ca);
        assertThat(job.statefulSet().getSpec().getReplicas()).isEqualTo(5);
    }

    @Test
    void fiveConcurrentRunsSucceedWithOneCa() {
        var job = BootstrapJob.inNewNamespace(api);

        var runs = IntStream.range(0, 5)
                .mapToObj(run -> CompletableFuture.supplyAsync(() -> job.run("--no-wait")))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();

        assertThat(runs).extracting(FinishedProcess::exitCode).as("%s", runs).containsOnly(0);
        assertThat(job.secret("consul-tls"))
                .containsEntry("ca.crt", job.secret("consul-ca").get("ca.crt"));
        assertThat(job.succeeds().lines()).allMatch(line -> line.endsWith(" unchanged") || line.contains(" kept: "));
    }

    @Test
    void aRightThatThisRunDoesNotNeedIsNotRequired() {
        var job = BootstrapJob.inNewNamespace(api);
        job.succeeds();
        api.administrator()
                .resource(job.role((resource, verb) -> !verb.equals("create") && !verb.equals("update")))
                .update();

        assertThat(job.succeeds().complaints()).singleElement().asString().startsWith(BootstrapJob.OPEN_PORT_WARNING);
        assertThat(job.run("--set=lictor.servers=5").err())
                .contains("refused: may not create services consul-3, consul-4 in namespace")
                .doesNotContain("secrets");
        assertThat(job.run("--set=lictor.datacenter=dc2").complaints())
                .satisfiesExactly(
                        line -> assertThat(line).contains("refused: may not update secrets consul-tls in namespace"),
                        line -> assertThat(line).startsWith(BootstrapJob.OPEN_PORT_WARNING));
    }

    private static RaftProgress progress(long index) {
        return new RaftProgress(index, new TreeSet<>(List.of("a", "b", "c")));
    }
}
