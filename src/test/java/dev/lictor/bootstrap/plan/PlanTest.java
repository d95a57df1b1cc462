package dev.lictor.bootstrap.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.kubernetes.ObjectKey;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlanTest {
    private static final HasMetadata CONFIGURATION = new ConfigMapBuilder()
            .withNewMetadata()
            .withName("consul")
            .endMetadata()
            .build();
    private static final HasMetadata SERVICE = new ServiceBuilder()
            .withNewMetadata()
            .withName("consul")
            .endMetadata()
            .build();
    private static final HasMetadata SERVERS = new StatefulSetBuilder()
            .withNewMetadata()
            .withName("consul")
            .endMetadata()
            .build();

    private static final Step NAMESPACE = new Step.CreateNamespace(new NamespaceBuilder()
            .withNewMetadata()
            .withName("consul")
            .endMetadata()
            .build());

    @Test
    void keyMaterialComesOneByOne() {
        var ca = new Step.CreateSecret(secret("consul-ca"), Map.of());
        var leaf = new Step.CreateSecret(secret("consul-tls"), Map.of());

        assertThat(new Plan(List.of(NAMESPACE, ca, leaf)).stages())
                .containsExactly(List.of(NAMESPACE), List.of(ca), List.of(leaf));
    }

    @Test
    void theServersComeAfterAllThatTheyNeed() {
        var gossip = new Step.CreateSecret(secret("consul-gossip"), Map.of());
        var configuration = new Step.Create(CONFIGURATION);
        var service = new Step.Change(SERVICE, List.of("spec.ports"));
        var servers = new Step.Create(SERVERS);

        assertThat(new Plan(List.of(gossip, configuration, service, servers)).stages())
                .containsExactly(List.of(gossip), List.of(configuration, service), List.of(servers));
    }

    @Test
    void aTakeoverComesAlone() {
        var service = new Step.Adopt(SERVICE, SERVICE, SERVICE, List.of());
        var configuration = new Step.Create(CONFIGURATION);

        assertThat(new Plan(List.of(configuration, service, configuration)).stages())
                .containsExactly(List.of(configuration), List.of(service), List.of(configuration));
    }

    private static ObjectKey secret(String name) {
        return ObjectKey.of(new SecretBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .build());
    }
}
