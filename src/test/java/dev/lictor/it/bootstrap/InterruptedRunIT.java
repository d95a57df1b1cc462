package dev.lictor.it.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lictor.testing.servers.ApiServer;
import dev.lictor.testing.servers.FinishedProcess;
import dev.lictor.testing.servers.LictorProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clusters of which some objects exist and some do not, on a real API server. Without a node no container starts. */
class InterruptedRunIT {
    private static final AtomicInteger NAMESPACES = new AtomicInteger();

    @AutoClose
    private static ApiServer api;

    private final String namespace = "half-" + NAMESPACES.incrementAndGet();

    @TempDir
    Path directory;

    @BeforeAll
    static void startApiServer() {
        api = ApiServer.start();
    }

    @Test
    void podsWithoutTheirStatefulSetKeepTheirKeys() {
        succeeds();
        pods();
        kubectl("patch", "pod", "consul-0", "--subresource=status", "--patch={\"status\": {\"phase\": \"Running\"}}");
        kubectl("delete", "statefulset", "consul", "--cascade=orphan");
        kubectl("delete", "secret", "consul-ca", "consul-gossip", "consul-tls");
        kubectl("delete", "persistentvolumeclaim", "--all", "--wait=false");

        var refused = run("--no-wait");

        assertThat(refused.exitCode()).as(refused.words()).isEqualTo(4);
        assertThat(refused.out())
                .contains(
                        "secret/consul-ca refused: is missing while servers use certificates of its CA",
                        "secret/consul-gossip refused: is missing while servers encrypt gossip with its key");
        assertThat(kubectl("get", "secrets", "--output=name")).isBlank();
    }

    @Test
    void whatWasRenderedAndAppliedWithoutSecretsGetsThem() {
        api.kubectl("create", "namespace", namespace);
        var rendered = lictor("render");
        assertThat(rendered.exitCode()).as(rendered.words()).isZero();
        kubectl("apply", "--server-side", "--filename=" + file("rendered.yaml", rendered.out()));
        pods();

        // Defaults that the API server adds to lists without keys belong to the manager that applied them.
        assertThat(succeeds("--force-conflicts").lines())
                .contains("secret/consul-ca created", "secret/consul-gossip created", "secret/consul-tls created");
    }

    @Test
    void aMisspeltExtraVolumeIsRefusedInANewNamespaceBeforeAnyWrite() {
        var refused = run(
                "--no-wait",
                "--set=lictor.extra.volumes=[{\"name\": \"audit\", \"emptyDir\": {\"sizeLimt\": \"1Gi\"}}]",
                "--set=lictor.extra.mounts=[{\"name\": \"audit\", \"mountPath\": \"/audit\"}]");

        assertThat(refused.exitCode()).as(refused.words()).isEqualTo(4);
        assertThat(refused.lines())
                .contains("namespace/%s created".formatted(namespace))
                .anyMatch(line -> line.startsWith("statefulset/consul refused: ") && line.contains("sizeLimt"))
                .contains("secret/consul-ca would be created");
        assertThat(kubectl("get", "secrets,services", "--output=name")).isBlank();
    }

    @Test
    void scalingDownIsRefusedBeforeAnythingIsWrittenIfNoServerCanLeave() {
        succeeds("--set=lictor.servers=5");
        var before = generations();

        var late = run("--no-wait", "--set=lictor.servers=3", "--set=lictor.rollout-timeout=3s", "--output=json");

        assertThat(late.exitCode()).as(late.words()).isEqualTo(6);
        assertThat(late.err()).contains("nothing was written").doesNotContain("statefulset/consul changed");
        assertThat(late.out()).contains("\"kind\" : \"BootstrapReport\"", "\"written\" : false");
        assertThat(generations()).isEqualTo(before);
    }

    /** Of those that scaling down changes: of a ConfigMap the names of its entries. */
    private String generations() {
        return kubectl(
                "get",
                "configmaps,poddisruptionbudgets,statefulsets",
                "--selector=app.kubernetes.io/name=consul",
                "--output=jsonpath={range .items[*]}{.kind} {.metadata.generation} {.data}{'\\n'}{end}");
    }

    @Test
    void aRunThatFailsReportsWhatItWroteAsTextAndJson() {
        api.kubectl("create", "namespace", namespace);
        // A quota counts existing objects only, not those of a dry run.
        kubectl("create", "quota", "few", "--hard=count/statefulsets.apps=1,count/secrets=2");
        await().atMost(Duration.ofMinutes(1))
                .until(() -> !kubectl("get", "quota", "few", "--output=jsonpath={.status.hard}")
                        .isBlank());

        var failed = run("--no-wait", "--output=json");

        assertThat(failed.exitCode()).as(failed.words()).isEqualTo(4);
        assertThat(failed.err()).contains("exceeded quota").contains("secret/consul-ca created\n");
        assertThat(failed.out())
                .contains("\"kind\" : \"BootstrapReport\"", "\"written\" : true", "\"name\" : \"consul-ca\"")
                .doesNotContain("consul-tls");
    }

    @Test
    void aRunThatASignalEndsReportsWhatItWrote() throws IOException, InterruptedException {
        var out = directory.resolve("out");
        var builder = LictorProcess.builder(
                Map.of("KUBECONFIG", api.kubeconfig().toString()),
                "bootstrap",
                "--output=json",
                "--set=lictor.namespace=" + namespace);
        var process = builder.redirectOutput(out.toFile())
                .redirectError(directory.resolve("err").toFile())
                .start();
        try {
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> Files.readString(directory.resolve("err")).contains("statefulset/consul created"));
            process.destroy();
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }

        assertThat(Files.readString(out))
                .contains("\"kind\" : \"BootstrapReport\"", "\"written\" : true", "\"kind\" : \"StatefulSet\"");
    }

    /** The controller creates them some time after the StatefulSet. */
    private void pods() {
        await().atMost(Duration.ofMinutes(1))
                .until(() -> kubectl("get", "pods", "--output=name").lines().count() == 3);
    }

    private String kubectl(String... args) {
        return api.kubectl(Stream.concat(Stream.of(args), Stream.of("--namespace=" + namespace))
                .toArray(String[]::new));
    }

    private FinishedProcess succeeds(String... args) {
        var finished =
                run(Stream.concat(Stream.of("--no-wait"), Stream.of(args)).toArray(String[]::new));
        assertThat(finished.exitCode()).as(finished.words()).isZero();
        return finished;
    }

    private FinishedProcess run(String... args) {
        return lictor(Stream.concat(Stream.of("bootstrap"), Stream.of(args)).toArray(String[]::new));
    }

    private FinishedProcess lictor(String... args) {
        return LictorProcess.run(
                Map.of("KUBECONFIG", api.kubeconfig().toString()),
                Stream.concat(Stream.of(args), Stream.of("--set=lictor.namespace=" + namespace))
                        .toArray(String[]::new));
    }

    private Path file(String name, String content) {
        try {
            return Files.writeString(directory.resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
