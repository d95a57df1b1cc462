package dev.lictor.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.testing.ServerPods;
import dev.lictor.testing.Specs;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigurationCheckPodTest {
    private static final Map<String, String> SETTINGS =
            Map.of("lictor.extra.consul", "{\"log_level\": \"WARN\"}", "lictor.extra.pod-labels", "team=stores");

    private static final Pod SERVER = new PodBuilder(new ServerPods("consul-0").pod())
            .editMetadata()
            .addNewOwnerReference()
            .withKind("StatefulSet")
            .withName("consul")
            .withUid("1")
            .withController(true)
            .withBlockOwnerDeletion(true)
            .endOwnerReference()
            .endMetadata()
            .editSpec()
            .withServiceAccountName("servers")
            .addNewImagePullSecret("registry")
            .endSpec()
            .build();

    private final Pod pod = ConfigurationCheckPod.of(Specs.with(SETTINGS), SERVER, 300);

    @Test
    void noServiceAndNoStatefulSetTakesItForAServer() {
        assertThat(pod.getMetadata().getLabels())
                .containsEntry("team", "stores")
                .doesNotContainEntry("app.kubernetes.io/component", "server");
        assertThat(Labels.areOfOurServers(pod.getMetadata(), Specs.usual())).isFalse();
        assertThat(pod.getMetadata().getOwnerReferences())
                .singleElement()
                .satisfies(owner -> assertThat(owner.getController()).isNull());
    }

    @Test
    void itGetsTheImageAsTheServersDo() {
        assertThat(pod.getSpec().getServiceAccountName()).isEqualTo("servers");
        assertThat(pod.getSpec().getImagePullSecrets()).hasSize(1);
    }

    /** Who reads the pod's annotations or enters the pod learns no key. */
    @Test
    void itMountsTheConfigurationAloneAndNoKey() {
        assertThat(pod.getSpec().getVolumes())
                .singleElement()
                .satisfies(
                        volume -> assertThat(volume.getDownwardAPI().getItems()).hasSize(2));
        assertThat(pod.getMetadata().getAnnotations().get("lictor.dev/checked-configuration"))
                .contains("\"log_level\" : \"WARN\"");
        assertThat(pod.getMetadata().getAnnotations().get("lictor.dev/checked-server"))
                .contains("\"encrypt\" : \"" + "A".repeat(43) + "=\"");
    }

    @Test
    void itFindsRoomBesideTheServersInTheQuotaOfASidecar() {
        assertThat(container(pod).getResources())
                .isEqualTo(Containers.requirements(Specs.usual().pods().lictor()));
    }

    @Test
    void aPolicyThatDemandsProbesIsMetByTheServersSetting() {
        assertThat(container(pod).getLivenessProbe()).isNull();
        var probed = container(with("lictor.consul-probes", "tcp"));
        assertThat(probed.getLivenessProbe().getExec().getCommand()).containsExactly("consul", "version");
        assertThat(probed.getReadinessProbe()).isEqualTo(probed.getLivenessProbe());
    }

    @Test
    void anotherConfigurationOrAnotherImageIsAnotherCheck() {
        assertThat(ConfigurationCheckPod.isSame(pod, pod)).isTrue();
        assertThat(ConfigurationCheckPod.isSame(pod, with("lictor.extra.consul", "{\"log_level\": \"INFO\"}")))
                .isFalse();
        assertThat(ConfigurationCheckPod.isSame(pod, with("lictor.consul-image", "consul:mine")))
                .isFalse();
        assertThat(ConfigurationCheckPod.isSame(SERVER, pod)).isFalse();
    }

    private static Container container(Pod pod) {
        return pod.getSpec().getContainers().getFirst();
    }

    private static Pod with(String setting, String value) {
        var settings = new HashMap<>(SETTINGS);
        settings.put(setting, value);
        return ConfigurationCheckPod.of(Specs.with(settings), SERVER, 300);
    }
}
