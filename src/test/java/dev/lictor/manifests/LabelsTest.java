package dev.lictor.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.testing.Specs;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelsTest {
    private static final String INSTANCE = "app.kubernetes.io/instance";
    private static final String MANAGED_BY = "app.kubernetes.io/managed-by";

    /** Argo CD, kustomize and Helm write the recommended labels; objects of earlier versions have no other. */
    @ParameterizedTest
    @CsvSource({
        "consul, consul, lictor, true",
        "consul, team-consul, lictor, true",
        "consul, team-consul, kustomize-v5.4.2, true",
        "other, consul, lictor, false",
        "none, consul, lictor, true",
        "none, team-consul, lictor, false",
        "none, consul, Helm, false"
    })
    void theLabelOfItsOwnDecidesWhetherAnObjectIsOurs(String cluster, String instance, String manager, boolean isOurs) {
        var object = labelled(Map.of(INSTANCE, instance, MANAGED_BY, manager));
        if (!cluster.equals("none")) {
            object.getMetadata().getLabels().put("lictor.dev/cluster", cluster);
        }

        assertThat(Labels.areOurs(object, Specs.usual())).isEqualTo(isOurs);
    }

    @Test
    void everyObjectHasTheLabel() {
        assertThat(DesiredObjects.of(Specs.usual()))
                .isNotEmpty()
                .allSatisfy(object ->
                        assertThat(object.getMetadata().getLabels()).containsEntry("lictor.dev/cluster", "consul"));
    }

    /** Another label of the pods is another revision, and selectors and claims cannot be changed. */
    @Test
    void podsSelectorsAndClaimsOfEarlierVersionsStayAsTheyAre() {
        var spec = StatefulSetObject.of(Specs.usual()).getSpec();

        assertThat(spec.getTemplate().getMetadata().getLabels()).doesNotContainKey("lictor.dev/cluster");
        assertThat(spec.getSelector().getMatchLabels())
                .containsOnlyKeys("app.kubernetes.io/component", INSTANCE, "app.kubernetes.io/name");
        assertThat(spec.getVolumeClaimTemplates())
                .allSatisfy(
                        claim -> assertThat(claim.getMetadata().getLabels()).doesNotContainKey("lictor.dev/cluster"));
    }

    @Test
    void valuesOfOthersAreLeftAloneAndOurOwnAreNot() {
        var desired = ConfigMapObject.of(Specs.usual());
        var live = labelled(Map.of(
                INSTANCE,
                "team-consul",
                MANAGED_BY,
                "lictor",
                "lictor.dev/cluster",
                "other",
                "app.kubernetes.io/version",
                "1.7.2"));

        var isChanged = Labels.leaveToOthers(desired, live, Specs.usual());

        assertThat(isChanged).isTrue();
        assertThat(desired.getMetadata().getLabels())
                .doesNotContainKey(INSTANCE)
                .containsEntry(MANAGED_BY, "lictor")
                .containsEntry("app.kubernetes.io/part-of", "consul")
                .containsEntry("lictor.dev/cluster", "consul")
                .containsEntry("app.kubernetes.io/version", "1.22.7");
        assertThat(Labels.leaveToOthers(desired, live, Specs.usual())).isFalse();
    }

    private static ConfigMap labelled(Map<String, String> labels) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName("consul-config")
                .addToLabels(labels)
                .endMetadata()
                .build();
    }
}
