package dev.lictor.bootstrap.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lictor.cluster.ClusterSpec;
import dev.lictor.kubernetes.DryRunResult;
import dev.lictor.kubernetes.KubernetesApi;
import dev.lictor.kubernetes.KubernetesApiException;
import dev.lictor.kubernetes.KubernetesApiException.Reason;
import dev.lictor.kubernetes.ObjectKey;
import dev.lictor.manifests.ConfigMapObject;
import dev.lictor.manifests.DesiredObjects;
import dev.lictor.testing.FakeKubernetesApi;
import dev.lictor.testing.Specs;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is asked for before anything is decided, and of whom. */
class ObservedStateTest {
    private final BootstrapRequest request = BootstrapRequest.of(Specs.with(Map.of()));

    @Test
    void nothingIsLookedForInANamespaceThatIsNotThere() {
        var observed = ObservedState.read(refusing("dryRunApply", "pods"), request);

        assertThat(observed.namespaceExists()).isFalse();
        assertThat(observed.secrets()).isEmpty();
        assertThat(observed.previews().values()).isNotEmpty().allMatch(DryRunResult.Absent.class::isInstance);
    }

    @Test
    void nothingIsLookedForInANamespaceThatTheRunHasJustCreated() {
        var observed = ObservedState.readNewNamespace(refusing("find", "findGeneric", "pods"), request);

        assertThat(observed.namespaceExists()).isTrue();
        assertThat(observed.secrets()).isEmpty();
        assertThat(observed.previews().values()).isNotEmpty().allMatch(DryRunResult.Absent.class::isInstance);
        assertThatThrownBy(() -> ObservedState.readNewNamespace(refusing("dryRunCreate", "dryRunApply"), request))
                .hasMessageContaining("dryRunCreate")
                .hasMessageContaining("dryRunApply");
    }

    @Test
    void whoMayNotSeeTheNamespaceLearnsWhatElseIsForbidden() {
        assertThatThrownBy(() -> ObservedState.read(refusing("find", "dryRunApply", "pods"), request))
                .isInstanceOf(KubernetesApiException.class)
                .hasMessageContaining("find")
                .hasMessageContaining("dryRunApply")
                .hasMessageContaining("pods");
    }

    @Test
    void aConfigurationIsKeptAsLongAsAPodMountsIt() {
        var spec = request.spec();
        var kubernetes = new FakeKubernetesApi();
        var live = ConfigMapObject.of(spec, Map.of("config-of-0.json", "{}", "config-of-nobody.json", "{}"));
        kubernetes.objects.put(ObjectKey.of(live), live);
        kubernetes.pods.add(mounting(spec, "consul-0", new KeyToPath("config-of-0.json", null, "config.json")));

        assertThat(desiredConfigurations(kubernetes))
                .isEqualTo(ConfigMapObject.of(spec, Map.of("config-of-0.json", "{}"))
                        .getData());
    }

    @Test
    void aPodOfAnotherStatefulSetKeepsAllThatItMounts() {
        var spec = request.spec();
        var kubernetes = new FakeKubernetesApi();
        var live = ConfigMapObject.of(spec, Map.of("config.json", "{}"));
        kubernetes.objects.put(ObjectKey.of(live), live);
        kubernetes.pods.add(mounting(spec, "consul-0"));

        assertThat(desiredConfigurations(kubernetes)).containsEntry("config.json", "{}");
    }

    /** Argo CD tracks its applications by that label; whoever takes it from Argo CD loses it again at the next sync. */
    @Test
    void aRecommendedLabelThatAnotherToolHasSetIsNotDemanded() {
        var spec = request.spec();
        var kubernetes = new FakeKubernetesApi();
        for (var live : DesiredObjects.of(spec)) {
            var labels = new TreeMap<>(live.getMetadata().getLabels());
            labels.put("app.kubernetes.io/instance", "team-consul");
            live.getMetadata().setLabels(labels);
            kubernetes.objects.put(ObjectKey.of(live), live);
        }

        assertThat(ObservedState.read(kubernetes, request).previews().keySet())
                .hasSizeGreaterThan(7)
                .allSatisfy(desired -> assertThat(desired.getMetadata().getLabels())
                        .doesNotContainKey("app.kubernetes.io/instance")
                        .containsEntry("lictor.dev/cluster", "consul"));
    }

    private Map<String, String> desiredConfigurations(KubernetesApi kubernetes) {
        return ObservedState.read(kubernetes, request).previews().keySet().stream()
                .filter(ConfigMap.class::isInstance)
                .map(ConfigMap.class::cast)
                .findFirst()
                .orElseThrow()
                .getData();
    }

    private static Pod mounting(ClusterSpec spec, String name, KeyToPath... items) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .addNewVolume()
                .withName("tls")
                .withNewSecret()
                .withSecretName("consul-tls")
                .endSecret()
                .endVolume()
                .addNewVolume()
                .withName("configuration")
                .withNewConfigMap()
                .withName(spec.names().configMap())
                .withItems(items)
                .endConfigMap()
                .endVolume()
                .endSpec()
                .build();
    }

    private static KubernetesApi refusing(String... calls) {
        var forbidden = Set.of(calls);
        var empty = new FakeKubernetesApi();
        return (KubernetesApi) Proxy.newProxyInstance(
                KubernetesApi.class.getClassLoader(), new Class<?>[] {KubernetesApi.class}, (_, method, arguments) -> {
                    if (forbidden.contains(method.getName())) {
                        throw new KubernetesApiException(Reason.FORBIDDEN, "may not " + method.getName());
                    }
                    try {
                        return method.invoke(empty, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
