package dev.lictor.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Applies the output of {@code lictor render} by kubectl. */
@ExtendWith(SharedCluster.class)
class RenderE2E {
    private static final Map<String, String> CHANGE = Map.of("lictor.extra.pod-annotations", "example.org/roll=1");

    private final TestCluster place;

    RenderE2E(TestCluster place) {
        this.place = place;
    }

    /** Also if a server is not ready for a moment, which would let a rolling update replace the next one. */
    @Test
    void anotherTemplateReplacesNothingUntilBootstrapDoes() {
        var node = place.faults();
        try (var cluster = made("rendered")) {
            set(cluster, Map.of());
            cluster.bootstrap();
            set(cluster, CHANGE);
            FaultScenario.of("another template by kubectl apply, then bootstrap", cluster, (figures, stopwatch) -> {
                var before = cluster.podStates();
                cluster.kubernetes().apply(rendered(cluster));
                cluster.within(
                        ConsulCluster.TIMEOUT, "Kubernetes has seen another template", () -> hasSeenAnother(cluster));
                var leader = cluster.leader();
                var running = cluster.podState(leader);
                node.signal(cluster.shape().namespace(), leader, "consul", "KILL");
                cluster.within(
                        ConsulCluster.TIMEOUT,
                        leader + " is started again",
                        () -> cluster.podState(leader).consul() > running.consul());
                cluster.awaitSettled();
                assertThat(cluster.replacedSince(before)).isEmpty();
                figures.time("applied, a server lost and back", stopwatch.elapsed());

                try (var missing = MissingPods.watch(cluster, 3);
                        var quorum = QuorumWatch.start(cluster)) {
                    var last = cluster.leader();
                    assertThat(new OutsideUser(cluster).bootstraps())
                            .filteredOn(line -> line.startsWith("replacing pod/"))
                            .hasSize(3)
                            .last()
                            .isEqualTo("replacing pod/" + last);
                    assertThat(missing.stop())
                            .as("servers that were missing at once")
                            .hasSize(1);
                    assertThat(quorum.lost()).as("moments without a quorum").isEmpty();
                }
                figures.time("rolled by bootstrap", stopwatch.elapsed());
            });
        }
    }

    /** Without the Secrets pods wait for bootstrap, which creates them. With the Secrets servers start at once. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFirstInstallationByKubectlIsTakenByForce(boolean withSecrets) {
        try (var cluster = made(withSecrets ? "applied" : "applied-without")) {
            set(cluster, Map.of());
            var figures = Figures.of("first installation by kubectl apply, secrets " + withSecrets);
            var operator = new OutsideUser(cluster);
            if (withSecrets) {
                cluster.kubernetes().apply(rendered(cluster, "--with-secrets"));
                cluster.awaitSettled();
            } else {
                cluster.kubernetes().apply(rendered(cluster));
            }
            var pods = cluster.podStates();

            var refused = operator.bootstrap();
            figures.note(refused.words());
            assertThat(refused.exitCode()).as(refused.words()).isEqualTo(4);
            assertThat(refused.words()).contains("is managed by kubectl-client-side-apply", "--force-conflicts");

            operator.bootstraps("--force-conflicts").forEach(figures::note);
            assertThat(cluster.isSettled(3)).as(cluster::description).isTrue();
            if (withSecrets) {
                assertThat(cluster.replacedSince(pods)).isEmpty();
            }
        }
    }

    /** Then no other manager has a field, and no run needs --force-conflicts. */
    @Test
    void aFirstInstallationUnderOurOwnFieldManagerIsGoneOnWith() {
        try (var cluster = made("applied-as-lictor")) {
            set(cluster, Map.of());
            cluster.kubernetes().apply(rendered(cluster, "--with-secrets"), "--server-side", "--field-manager=lictor");
            cluster.awaitSettled();
            var pods = cluster.podStates();

            var operator = new OutsideUser(cluster);
            assertThat(operator.bootstraps())
                    .filteredOn(line -> line.matches("[a-z]+/.*"))
                    .hasSizeGreaterThan(6)
                    .allMatch(line -> line.endsWith(" unchanged") || line.contains(" kept"));
            assertThat(cluster.replacedSince(pods)).isEmpty();

            set(cluster, CHANGE);
            operator.bootstraps();
            assertThat(cluster.isSettled(3)).as(cluster::description).isTrue();
            assertThat(cluster.replacedSince(pods)).hasSize(3);
        }
    }

    private ConsulCluster made(String namespace) {
        var manifests = Manifests.copy("", place.image("lictor"), namespace);
        return new ConsulCluster(place.kubernetes(), manifests, ConsulDeployment.byDefault(namespace));
    }

    private void set(ConsulCluster cluster, Map<String, String> settings) {
        var all = new HashMap<>(settings);
        all.put("lictor.image", place.image("lictor"));
        all.put("lictor.consul-image", place.image("1.22.7"));
        cluster.manifests().set(all);
    }

    private static String rendered(ConsulCluster cluster, String... args) {
        var rendered = new OutsideUser(cluster).run("render", args);
        assertThat(rendered.exitCode()).as(rendered.err()).isZero();
        return rendered.out();
    }

    private static boolean hasSeenAnother(ConsulCluster cluster) {
        var words = cluster.kubectl(
                        "get",
                        "statefulset",
                        cluster.shape().statefulSet(),
                        "--output=jsonpath={.metadata.generation} {.status.observedGeneration}"
                                + " {.status.currentRevision} {.status.updateRevision}")
                .split(" ", -1);
        return words[0].equals(words[1]) && !words[2].equals(words[3]);
    }
}
