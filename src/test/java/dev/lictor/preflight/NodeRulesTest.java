package dev.lictor.preflight;

import static dev.lictor.testing.FactsBuilder.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.kubernetes.KubernetesDiscovery.NodeState;
import dev.lictor.kubernetes.KubernetesDiscovery.Taint;
import dev.lictor.testing.FactsBuilder;
import dev.lictor.testing.Specs;
import io.fabric8.kubernetes.api.model.PodAffinityTermBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeRulesTest {
    private static final String ZONE = "topology.kubernetes.io/zone";

    @Test
    void requiredAntiAffinityNeedsANodeForEachServer() {
        var apart = apartBy("kubernetes.io/hostname");

        assertThat(NodeRules.tooFew(apart, 3, List.of(node("a"), node("b"), node("c"))))
                .isEmpty();
        assertThat(NodeRules.tooFew(apart, 3, List.of(node("a"), node("b"), FactsBuilder.cordoned("c"))))
                .singleElement()
                .isInstanceOf(Finding.Refusal.class)
                .extracting(Finding::fact)
                .asString()
                .startsWith("3 servers need different values of kubernetes.io/hostname")
                .contains("1 would stay pending");
    }

    @Test
    void zonesAreCountedInsteadOfNodes() {
        var nodes = List.of(in("a"), in("a"), in("b"));

        assertThat(NodeRules.tooFew(apartBy(ZONE), 3, nodes))
                .singleElement()
                .extracting(Finding::fact)
                .asString()
                .startsWith("3 servers need different values of " + ZONE + ", and the nodes that accept them have 2");
    }

    @ParameterizedTest
    @CsvSource({
        "dedicated,Equal,consul,NoSchedule,0",
        "dedicated,Equal,batch,NoSchedule,1",
        "dedicated,Exists,,NoSchedule,0",
        "dedicated,Exists,,,0",
        ",Exists,,,0",
        "dedicated,Exists,,NoExecute,1",
        "other,Exists,,,1"
    })
    void aToleratedTaintDoesNotExcludeANode(
            @Nullable String key, String operator, @Nullable String value, @Nullable String effect, int findings) {
        var pod = new PodSpecBuilder()
                .withTolerations(new TolerationBuilder()
                        .withKey(key)
                        .withOperator(operator)
                        .withValue(value)
                        .withEffect(effect)
                        .build())
                .build();
        var tainted = node("a", new Taint("dedicated", "consul", "NoSchedule"));

        assertThat(NodeRules.tooFew(pod, 1, List.of(tainted))).hasSize(findings);
    }

    @Test
    void aNodeThatIsNotSelectedAcceptsNoServer() {
        var pod = new PodSpecBuilder().withNodeSelector(Map.of("disk", "fast")).build();

        assertThat(NodeRules.tooFew(pod, 1, List.of(node("a")))).hasSize(1);
    }

    private static NodeState in(String zone) {
        return new NodeState("some", false, Map.of(ZONE, zone), List.of());
    }

    private static PodSpec apartBy(String key) {
        return new PodSpecBuilder()
                .withNewAffinity()
                .withNewPodAntiAffinity()
                .withRequiredDuringSchedulingIgnoredDuringExecution(
                        new PodAffinityTermBuilder().withTopologyKey(key).build())
                .endPodAntiAffinity()
                .endAffinity()
                .build();
    }

    @Test
    void theLabelsOfAllConstraintsAreRead() {
        var spec = Specs.with(Map.of(
                "lictor.placement.node-selector",
                "disk=fast",
                "lictor.placement.anti-affinity",
                "required",
                "lictor.placement.zones",
                "required"));

        assertThat(NodeRules.labels(spec)).containsExactlyInAnyOrder("kubernetes.io/hostname", "disk", ZONE);
    }
}
