package dev.lictor.it.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.testing.servers.ApiServer;
import dev.lictor.testing.servers.FinishedProcess;
import dev.lictor.testing.servers.LictorProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Objects whose recommended labels another program rewrites, on a real API server. Each test has a namespace of its own. */
class GitOpsIT {
    private static final String TRACKING = "app.kubernetes.io/instance=team-consul";

    @AutoClose
    private static ApiServer api;

    @TempDir
    Path directory;

    @BeforeAll
    static void startApiServer() {
        api = ApiServer.start();
    }

    @Test
    void renderedObjectsUnderArgoCdsTrackingLabelAreOurs() throws IOException {
        var job = BootstrapJob.inNewNamespace(api);
        applyTracked(job);

        // Once by force, because kubectl manages fields that the API server fills in.
        job.succeeds("--force-conflicts");
        var second = job.succeeds();
        applyTracked(job);
        var third = job.succeeds();
        var diff = lictor(job, "diff");
        var uninstall = lictor(job, "uninstall", "--dry-run");

        for (var run : List.of(second, third)) {
            assertThat(run.lines())
                    .hasSize(1 + BootstrapJob.OBJECTS.size())
                    .allMatch(line -> line.endsWith(" unchanged") || line.contains(" kept: "));
        }
        assertThat(tracked(job)).isEqualTo("team-consul");
        assertThat(diff.exitCode()).as(diff.words()).isZero();
        assertThat(diff.out()).doesNotContain("+++");
        assertThat(uninstall.lines())
                .anyMatch(line -> line.equals("statefulset/consul would be removed"))
                .anyMatch(line -> line.startsWith("secret/consul-ca kept"));
    }

    /** A cluster of that name has the recommended labels that Argo CD gives to ours. */
    @Test
    void anUninstallOfAnotherClusterLeavesThemAlone() throws IOException {
        var job = BootstrapJob.inNewNamespace(api);
        applyTracked(job);

        var other = lictor(job, "uninstall", "--dry-run", "--set=lictor.name=team-consul");

        assertThat(other.exitCode()).as(other.words()).isZero();
        assertThat(other.lines()).noneMatch(line -> line.contains(" would be removed") || line.contains("secret/"));
    }

    /** By the recommended labels alone, as objects of versions without the label of our own have them. */
    @Test
    void aClusterThatWasMadeBeforeIsRecognizedAndNoServerIsReplaced() {
        var job = BootstrapJob.inNewNamespace(api);
        job.succeeds();
        var unlabel = new ArrayList<>(List.of("label", "--namespace=" + job.namespace()));
        unlabel.addAll(BootstrapJob.OBJECTS);
        unlabel.add("lictor.dev/cluster-");
        api.kubectl(unlabel.toArray(String[]::new));
        var template = job.statefulSet().getSpec();

        var uninstall = lictor(job, "uninstall", "--dry-run");
        var next = job.succeeds();
        var last = job.succeeds();

        assertThat(uninstall.lines()).anyMatch(line -> line.equals("statefulset/consul would be removed"));
        assertThat(next.lines())
                .contains(
                        "statefulset/consul changed: metadata.labels.lictor.dev/cluster",
                        "service/consul-0 changed: metadata.labels.lictor.dev/cluster")
                .noneMatch(line -> line.endsWith(" created"));
        assertThat(job.statefulSet().getSpec()).isEqualTo(template);
        assertThat(last.lines()).allMatch(line -> line.endsWith(" unchanged") || line.contains(" kept: "));
    }

    private void applyTracked(BootstrapJob job) throws IOException {
        var folder = directory.resolve("rendered").toString();
        var rendered = lictor(job, "render", "--with-secrets", "--output-dir=" + folder);
        assertThat(rendered.exitCode()).as(rendered.words()).isZero();
        var all = Files.writeString(directory.resolve("all.yaml"), api.kubectl("kustomize", folder));
        var tracked = Files.writeString(
                directory.resolve("tracked.json"),
                api.kubectl("label", "--local", "--overwrite", "--filename=" + all, "--output=json", TRACKING));
        api.kubectl("apply", "--filename=" + tracked);
    }

    private static String tracked(BootstrapJob job) {
        return job.statefulSet().getMetadata().getLabels().get("app.kubernetes.io/instance");
    }

    private static FinishedProcess lictor(BootstrapJob job, String command, String... args) {
        var all = new ArrayList<>(List.of(command, "--set=lictor.namespace=" + job.namespace()));
        all.addAll(List.of(args));
        return LictorProcess.run(Map.of("KUBECONFIG", api.kubeconfig().toString()), all.toArray(String[]::new));
    }
}
