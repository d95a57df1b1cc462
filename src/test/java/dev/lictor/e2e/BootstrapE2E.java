package dev.lictor.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The first Job and a second Job. */
@ExtendWith(SharedCluster.class)
class BootstrapE2E {

    @Test
    @Tag("core")
    void threeServersVoteAndOneLeads(ConsulCluster cluster) {
        cluster.awaitSettled();

        assertThat(cluster.members("consul-0"))
                .hasSize(3)
                .allMatch(RaftMember::voter)
                .satisfiesOnlyOnce(member -> assertThat(member.leader()).isTrue());
    }

    @Test
    @Tag("core")
    void aSecondJobChangesNothing(ConsulCluster cluster) {
        cluster.awaitSettled();
        var before = state(cluster);
        var pods = cluster.podStates();

        var stopwatch = new Stopwatch();
        var log = cluster.bootstrap();
        Figures.of("second Job").time("kubectl apply to the end of the Job", stopwatch.elapsed());

        assertThat(log)
                .filteredOn(line -> line.startsWith("secret/")
                        || line.startsWith("configmap/")
                        || line.startsWith("service/")
                        || line.startsWith("statefulset/")
                        || line.startsWith("serviceaccount/")
                        || line.startsWith("poddisruptionbudget/")
                        || line.startsWith("networkpolicy/"))
                .hasSizeGreaterThan(8)
                .allMatch(line -> line.endsWith(" unchanged") || line.contains(" kept"));
        assertThat(state(cluster)).isEqualTo(before);
        assertThat(cluster.podStates()).isEqualTo(pods);
    }

    @Test
    @Tag("core")
    void itsNamespaceEnforcesRestrictedPodSecurity(ConsulCluster cluster) {
        assertThat(cluster.kubernetes().kubectl("get", "namespace", "consul", "--output=jsonpath={.metadata.labels}"))
                .contains("\"pod-security.kubernetes.io/enforce\":\"restricted\"");
        // Kubernetes enforces it: it refuses a pod without runAsNonRoot.
        assertThat(cluster.kubernetes()
                        .tryKubectl(
                                List.of("--namespace=consul", "run", "rooted", "--image=none:1", "--dry-run=server"))
                        .err())
                .contains("violates PodSecurity \"restricted");
    }

    @Test
    void theTutorialsClusterWithConsul172(TestCluster place) {
        var manifests = Manifests.copy("examples/traefik-lan", place.image("lictor"), "prd-lan-coolcorp");
        manifests.set(Map.of("lictor.consul-image", place.image("1.7.2")));
        try (var cluster =
                new ConsulCluster(place.kubernetes(), manifests, ConsulDeployment.tutorial("prd-lan-coolcorp"))) {
            FirstBootstrap.measured("first bootstrap, the tutorial's cluster, Consul 1.7.2", cluster);

            FaultScenario.ofLeader(
                    "the tutorial's cluster, Consul 1.7.2: leader's pod deleted",
                    cluster,
                    leader -> cluster.kubectl("delete", "pod", leader, "--wait=false"));
        }
    }

    private static String state(ConsulCluster cluster) {
        return cluster.kubectl(
                "get",
                "secrets,configmaps,services,statefulsets,poddisruptionbudgets,serviceaccounts",
                "--selector=app.kubernetes.io/instance=consul",
                "--output=jsonpath={range .items[*]}{.kind}/{.metadata.name} {.metadata.uid} {.metadata.generation}"
                        + " {.data}{'\\n"
                        + "'}{end}");
    }
}
