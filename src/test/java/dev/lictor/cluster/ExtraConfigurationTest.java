package dev.lictor.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lictor.cluster.pods.ExtraVolumes;
import dev.lictor.manifests.DesiredObjects;
import dev.lictor.manifests.StatefulSetObject;
import dev.lictor.testing.Specs;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is ours is known to be: by the objects that are rendered. */
class ExtraConfigurationTest {
    private static final ClusterSpec SPEC = Specs.with(Map.of("lictor.sidecar.token-secret", "tokens"));

    @Test
    void labelsAndAnnotationsOfLictorAreReserved() {
        var template = StatefulSetObject.of(SPEC).getSpec().getTemplate().getMetadata();
        var ours = new TreeSet<>(template.getLabels().keySet());
        DesiredObjects.of(SPEC)
                .forEach(object -> ours.addAll(object.getMetadata().getLabels().keySet()));

        assertThat(ours).isNotEmpty().allSatisfy(key -> assertIsRefused("lictor.extra.labels", key));
        assertThat(template.getAnnotations()).isNullOrEmpty();
        assertIsRefused("lictor.extra.pod-annotations", "lictor.dev/servers-before");
    }

    @Test
    void volumesOfLictorAreReserved() {
        var servers = StatefulSetObject.of(SPEC).getSpec();
        var claims = servers.getVolumeClaimTemplates().stream()
                .map(claim -> claim.getMetadata().getName());
        var volumes = servers.getTemplate().getSpec().getVolumes().stream().map(Volume::getName);

        assertThat(Stream.concat(claims, volumes)).containsExactlyInAnyOrderElementsOf(ExtraVolumes.OUR_VOLUMES);
    }

    @Test
    void allMountsOfLictorAreBelowOnePath() {
        PodSpec pod = StatefulSetObject.of(SPEC).getSpec().getTemplate().getSpec();

        assertThat(Stream.concat(pod.getInitContainers().stream(), pod.getContainers().stream())
                        .flatMap(container -> container.getVolumeMounts().stream()))
                .isNotEmpty()
                .allMatch(mount -> Path.of(mount.getMountPath()).startsWith(ExtraVolumes.OURS));
    }

    private static void assertIsRefused(String setting, String key) {
        assertThatThrownBy(() -> Specs.with(Map.of(setting, key + "=x")))
                .as(key)
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("which is reserved for finding objects and pods");
    }
}
