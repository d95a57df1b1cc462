package dev.lictor.it.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lictor.testing.servers.ApiServer;
import dev.lictor.testing.servers.FinishedProcess;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.dsl.PodResource;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The pod that asks Consul before servers are replaced, on a real API server and with the rights of the Job. There is no kubelet: the test
 * writes the status of pods.
 */
class ConfigurationCheckIT {
    private static final String EXTRA = "--set=lictor.extra.consul={\"connect\": {\"enabled\": true}}";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @AutoClose
    private static ApiServer api;

    @BeforeAll
    static void startApiServer() {
        api = ApiServer.start();
    }

    @Test
    void whatConsulRefusesIsNotWritten() {
        var job = withRunningServer();
        var before = job.settled();

        var refused =
                answered(job, 1, "Config validation failed: failed to parse /x/config.json: invalid config key a");

        assertThat(refused.exitCode()).as(refused.words()).isEqualTo(5);
        assertThat(refused.complaints())
                .containsSequence(
                        "lictor: Consul 1.22.7 refuses lictor.extra.consul: invalid config key a",
                        "lictor: no server was replaced, and nothing was written; correct lictor.extra.consul and run again");
        assertThat(job.resourceVersions()).isEqualTo(before);
        assertThat(pod(job, "consul-check").get()).isNull();
    }

    @Test
    void whatConsulAcceptsIsWritten() {
        var job = withRunningServer();

        var accepted = answered(job, 0, "");

        assertThat(accepted.exitCode()).as(accepted.words()).isZero();
        assertThat(accepted.lines()).anyMatch(line -> line.startsWith("statefulset/consul changed: "));
        assertThat(pod(job, "consul-check").get()).isNull();
    }

    @Test
    void withoutAnAnswerNothingIsWritten() {
        var job = withRunningServer();
        var before = job.settled();

        var unknown = job.run("--no-wait", EXTRA, "--set=lictor.rollout-timeout=2s");

        assertThat(unknown.exitCode()).as(unknown.words()).isEqualTo(6);
        assertThat(unknown.err())
                .contains("lictor: it is not known whether Consul 1.22.7 accepts lictor.extra.consul: ");
        assertThat(job.resourceVersions()).isEqualTo(before);
        assertThat(pod(job, "consul-check").get()).isNull();
    }

    @Test
    void theMissingRightIsNamedBeforeTheRun() {
        var job = withRunningServer((resource, verb) -> !(resource.equals("pods") && verb.equals("create")));

        var forbidden = job.run("--no-wait", EXTRA);

        assertThat(forbidden.exitCode()).as(forbidden.words()).isEqualTo(4);
        assertThat(forbidden.err())
                .contains("cannot patch pod/consul-check: ", "cannot create resource \"pods\"", "k8s/role.yaml");
        assertThat(forbidden.out()).as("nothing is written").doesNotContain(" changed: ");
    }

    private static BootstrapJob withRunningServer() {
        return withRunningServer((resource, verb) -> true);
    }

    private static BootstrapJob withRunningServer(BiPredicate<String, String> granted) {
        var job = BootstrapJob.inNewNamespace(api, granted);
        job.succeeds();
        await().atMost(PATIENCE).until(() -> pod(job, "consul-0").get() != null);
        setState(
                job,
                "consul-0",
                new ContainerStateBuilder().withNewRunning().endRunning().build());
        return job;
    }

    /** A run during which Consul answers. */
    private static FinishedProcess answered(BootstrapJob job, int exitCode, String message) {
        var run = CompletableFuture.supplyAsync(() -> job.run("--no-wait", EXTRA));
        await().atMost(PATIENCE)
                .until(() -> run.isDone() || pod(job, "consul-check").get() != null);
        if (!run.isDone()) {
            setState(
                    job,
                    "consul-check",
                    new ContainerStateBuilder()
                            .withNewTerminated()
                            .withExitCode(exitCode)
                            .withMessage(message)
                            .endTerminated()
                            .build());
        }
        return run.join();
    }

    /** As the kubelet does. */
    private static void setState(BootstrapJob job, String name, ContainerState state) {
        pod(job, name)
                .editStatus(live -> new PodBuilder(live)
                        .editStatus()
                        .addNewContainerStatus()
                        .withName("consul")
                        .withImage("consul")
                        .withImageID("consul")
                        .withReady(false)
                        .withRestartCount(0)
                        .withState(state)
                        .endContainerStatus()
                        .endStatus()
                        .build());
    }

    private static PodResource pod(BootstrapJob job, String name) {
        return api.administrator().pods().inNamespace(job.namespace()).withName(name);
    }
}
