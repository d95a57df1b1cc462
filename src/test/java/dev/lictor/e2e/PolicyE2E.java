package dev.lictor.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.testing.StrictNamespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A namespace whose objects an administrator's tools and policies have a say in. */
@ExtendWith(SharedCluster.class)
class PolicyE2E {
    private static final Map<String, String> STRICT = Map.of(
            "lictor.resources.consul-limits", "cpu=1,memory=512Mi",
            "lictor.resources.lictor-limits", "cpu=500m,memory=128Mi",
            "lictor.consul-probes", "tcp");

    private final TestCluster place;

    PolicyE2E(TestCluster place) {
        this.place = place;
    }

    /** The label that Argo CD tracks its applications by, on every object that it applies. */
    @Test
    void underArgoCdsTrackingLabelTheClusterStaysOurs() {
        try (var cluster = made("tracked")) {
            set(cluster, Map.of());
            var operator = new OutsideUser(cluster);
            applyAsArgoCd(cluster, "--with-secrets");
            cluster.awaitSettled();
            var pods = cluster.podStates();

            // Once by force, because kubectl manages fields that the API server fills in.
            operator.bootstraps("--force-conflicts");
            assertThat(operator.bootstraps())
                    .filteredOn(line -> line.matches("[a-z]+/.*"))
                    .hasSizeGreaterThan(6)
                    .allMatch(line -> line.endsWith(" unchanged") || line.contains(" kept"));
            assertThat(trackedAs(cluster)).isEqualTo("team-consul");

            applyAsArgoCd(cluster);
            assertThat(operator.bootstraps())
                    .filteredOn(line -> line.matches("[a-z]+/.*"))
                    .allMatch(line -> line.endsWith(" unchanged") || line.contains(" kept"));
            assertThat(cluster.replacedSince(pods)).isEmpty();

            set(cluster, Map.of("lictor.extra.pod-annotations", "example.org/roll=1"));
            operator.bootstraps();
            assertThat(cluster.isSettled(3)).as(cluster::description).isTrue();
            assertThat(cluster.replacedSince(pods)).hasSize(3);
            assertThat(trackedAs(cluster)).isEqualTo("team-consul");

            var removed = operator.run("uninstall");
            assertThat(removed.exitCode()).as(removed.words()).isZero();
            assertThat(removed.lines()).contains("statefulset/consul removed", "configmap/consul-config removed");
        }
    }

    /** From the first run of the CronJob's pod on. */
    @Test
    void aQuotaALimitRangeAndAPolicyOfLimitsAndProbesAreMetBySettings() {
        try (var cluster = made("strict")) {
            cluster.manifests().use("with-probes");
            cluster.kubernetes().kubectl("create", "namespace", "strict");
            for (var demand : List.of(
                    StrictNamespace.quota("strict"),
                    StrictNamespace.limitRange("strict"),
                    StrictNamespace.policy("strict"))) {
                cluster.kubernetes().apply(demand);
            }
            cluster.within(
                    ConsulCluster.TIMEOUT,
                    "the API server knows the policy",
                    () -> cluster.kubernetes()
                            .tryKubectl(
                                    List.of("run", "bare", "--image=bare", "--namespace=strict", "--dry-run=server"))
                            .err()
                            .contains("denied request"));
            set(cluster, STRICT);

            cluster.bootstrap();
            cluster.awaitSettled();

            var changed = new HashMap<>(STRICT);
            changed.put("lictor.extra.pod-annotations", "example.org/roll=1");
            set(cluster, changed);
            cluster.bootstrap();
            cluster.awaitSettled();
        } finally {
            place.kubernetes()
                    .kubectl(
                            "delete",
                            "validatingadmissionpolicy,validatingadmissionpolicybinding",
                            "strict-pods",
                            "--ignore-not-found");
        }
    }

    private static void applyAsArgoCd(ConsulCluster cluster, String... args) {
        var rendered = new OutsideUser(cluster).run("render", args);
        assertThat(rendered.exitCode()).as(rendered.words()).isZero();
        try {
            var file = Files.createTempFile(Files.createDirectories(Path.of("target/e2e")), "rendered", ".yaml");
            Files.writeString(file, rendered.out());
            var tracked = cluster.kubernetes()
                    .kubectl(
                            "label",
                            "--local",
                            "--overwrite",
                            "--filename=" + file,
                            "--output=json",
                            "app.kubernetes.io/instance=team-consul");
            Files.delete(file);
            cluster.kubernetes().apply(tracked);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String trackedAs(ConsulCluster cluster) {
        return cluster.kubectl(
                "get", "statefulset", "consul", "--output=jsonpath={.metadata.labels.app\\.kubernetes\\.io/instance}");
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
}
