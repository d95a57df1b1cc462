package dev.lictor.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lictor.cluster.Specs;
import dev.lictor.kube.Cluster;
import dev.lictor.kube.ClusterFailure;
import dev.lictor.kube.ClusterFailure.Reason;
import dev.lictor.kube.Preview;
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
