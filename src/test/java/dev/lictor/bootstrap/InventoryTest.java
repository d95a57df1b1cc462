package dev.lictor.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lictor.bootstrap.objects.ConfigMapObject;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.cluster.Specs;
import dev.lictor.kube.Cluster;
import dev.lictor.kube.ClusterFailure;
import dev.lictor.kube.ClusterFailure.Reason;
import dev.lictor.kube.ObjectKey;
import dev.lictor.kube.Preview;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is asked for before anything is decided, and of whom. */
class InventoryTest {
    private final Request request = Request.of(Specs.with(Map.of()));

    @Test
    void nothingIsLookedForInANamespaceThatIsNotThere() {
        var inventory = Inventory.read(refusing("preview", "pods"), request);

        assertThat(inventory.namespaceExists()).isFalse();
        assertThat(inventory.secrets()).isEmpty();
        assertThat(inventory.previews().values()).isNotEmpty().allMatch(Preview.Absent.class::isInstance);
    }

    @Test
    void whoMayNotSeeTheNamespaceLearnsWhatElseIsForbidden() {
        assertThatThrownBy(() -> Inventory.read(refusing("find", "preview", "pods"), request))
                .isInstanceOf(ClusterFailure.class)
                .hasMessageContaining("find")
                .hasMessageContaining("preview")
                .hasMessageContaining("pods");
    }

    @Test
    void aConfigurationIsKeptAsLongAsAPodMountsIt() {
        var spec = request.spec();
        var cluster = new MemoryCluster();
        var live = ConfigMapObject.of(spec, Map.of("config-of-0.json", "{}", "config-of-nobody.json", "{}"));
        cluster.objects.put(ObjectKey.of(live), live);
        cluster.pods.add(mounting(spec, "consul-0", new KeyToPath("config-of-0.json", null, "config.json")));

        assertThat(desiredConfigurations(cluster))
                .isEqualTo(ConfigMapObject.of(spec, Map.of("config-of-0.json", "{}"))
                        .getData());
    }

    @Test
    void aPodOfAnotherStatefulSetKeepsAllThatItMounts() {
        var spec = request.spec();
        var cluster = new MemoryCluster();
        var live = ConfigMapObject.of(spec, Map.of("config.json", "{}"));
        cluster.objects.put(ObjectKey.of(live), live);
        cluster.pods.add(mounting(spec, "consul-0"));

        assertThat(desiredConfigurations(cluster)).containsEntry("config.json", "{}");
    }

    private Map<String, String> desiredConfigurations(Cluster cluster) {
        return Inventory.read(cluster, request).previews().keySet().stream()
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

    private static Cluster refusing(String... calls) {
        var forbidden = Set.of(calls);
        var empty = new MemoryCluster();
        return (Cluster) Proxy.newProxyInstance(
                Cluster.class.getClassLoader(), new Class<?>[] {Cluster.class}, (_, method, arguments) -> {
                    if (forbidden.contains(method.getName())) {
                        throw new ClusterFailure(Reason.FORBIDDEN, "may not " + method.getName());
                    }
                    try {
                        return method.invoke(empty, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
