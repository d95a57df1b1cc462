package dev.lictor.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A cluster under its NetworkPolicy. The node of tools/servers enforces no policies: there the test shows that Kubernetes accepts it, and which pods it selects. */
@ExtendWith(SharedCluster.class)
class NetworkPolicyE2E {

    @Test
    void aClusterUnderItsNetworkPolicySurvivesTheLossOfItsLeader(TestCluster place) {
        try (var cluster = FirstBootstrap.of(place, "walled", "1.22.7", Map.of("lictor.network.policy", "true"))) {
            var policy = cluster.kubernetes()
                    .get("/apis/networking.k8s.io/v1/namespaces/walled/networkpolicies/consul", Duration.ofSeconds(10))
                    .json();
            assertThat(StreamSupport.stream(
                                    policy.at("/spec/podSelector/matchLabels")
                                            .properties()
                                            .spliterator(),
                                    false)
                            .map(label ->
                                    label.getKey() + "=" + label.getValue().asText())
                            .reduce((one, other) -> one + "," + other))
                    .hasValueSatisfying(selector -> assertThat(cluster.kubectl(
                                            "get",
                                            "pods",
                                            "--selector=" + selector,
                                            "--output=jsonpath={.items[*].metadata.name}")
                                    .split(" "))
                            .containsExactlyElementsOf(cluster.pods()));

            FaultScenario.ofLeader(
                    "leader's pod deleted, under a NetworkPolicy",
                    cluster,
                    leader -> cluster.kubectl("delete", "pod", leader, "--wait=false"));

            assertThat(cluster.bootstrap())
                    .contains("networkpolicy/consul unchanged", "passed: all servers name one leader");
        }
    }
}
