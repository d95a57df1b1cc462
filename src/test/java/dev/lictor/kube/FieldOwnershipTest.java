package dev.lictor.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FieldOwnershipTest {
    private static final Service LIVE = Serialization.unmarshal("""
            apiVersion: v1
            kind: Service
            metadata:
              name: consul
              managedFields:
              - {manager: kubectl-create, operation: Update, apiVersion: v1, fieldsType: FieldsV1, fieldsV1: {"f:spec": {"f:type": {}, "f:selector": {".": {}, "f:app": {}}}}}
              - {manager: kubectl-edit, operation: Update, apiVersion: v1, fieldsType: FieldsV1, fieldsV1: {"f:spec": {"f:selector": {"f:tier": {}}}}}
              - {manager: controller, operation: Update, subresource: status, apiVersion: v1, fieldsType: FieldsV1, fieldsV1: {"f:status": {"f:loadBalancer": {}}}}
            """, Service.class);

    @Test
    void allFieldsBecomeOneManagersAsIfItHadAppliedThem() {
        var ours = FieldOwnership.handedOver(LIVE, "lictor").getLast();

        assertThat(ours.getManager()).isEqualTo("lictor");
        assertThat(ours.getOperation()).isEqualTo("Apply");
        assertThat(ours.getFieldsV1().getAdditionalProperties())
                .isEqualTo(Map.of(
                        "f:spec",
                        Map.of(
                                "f:type",
                                Map.of(),
                                "f:selector",
                                Map.of(".", Map.of(), "f:app", Map.of(), "f:tier", Map.of()))));
    }

    @Test
    void statusesStayTheirControllers() {
        assertThat(FieldOwnership.handedOver(LIVE, "lictor"))
                .hasSize(2)
                .first()
                .isEqualTo(LIVE.getMetadata().getManagedFields().getLast());
    }

    @Test
    void aFieldThatIsClaimedIsOneManagersAloneAndTheRestStaysAsItWas() {
        var servers = Serialization.unmarshal("""
                apiVersion: apps/v1
                kind: StatefulSet
                metadata:
                  name: consul
                  managedFields:
                  - {manager: lictor, operation: Apply, apiVersion: apps/v1, fieldsType: FieldsV1, fieldsV1: {"f:spec": {"f:replicas": {}, "f:updateStrategy": {"f:type": {}}}}}
                  - {manager: hand, operation: Update, apiVersion: apps/v1, fieldsType: FieldsV1, fieldsV1: {"f:spec": {"f:updateStrategy": {"f:type": {}, "f:rollingUpdate": {"f:partition": {}}}}}}
                  - {manager: patch, operation: Update, apiVersion: apps/v1, fieldsType: FieldsV1, fieldsV1: {"f:spec": {"f:updateStrategy": {"f:rollingUpdate": {"f:partition": {}}}}}}
                spec:
                  updateStrategy: {type: RollingUpdate, rollingUpdate: {partition: 0}}
                """, GenericKubernetesResource.class);
        var path = List.of("spec", "updateStrategy", "rollingUpdate");

        var managers = FieldOwnership.claimed(servers, "lictor", path);

        assertThat(FieldOwnership.othersOf(servers, "lictor", path)).containsExactly("hand", "patch");
        assertThat(managers)
                .extracting(
                        ManagedFieldsEntry::getManager,
                        entry -> entry.getFieldsV1().getAdditionalProperties())
                .containsExactly(
                        tuple("hand", Map.of("f:spec", Map.of("f:updateStrategy", Map.of("f:type", Map.of())))),
                        tuple(
                                "lictor",
                                Map.of(
                                        "f:spec",
                                        Map.of(
                                                "f:replicas",
                                                Map.of(),
                                                "f:updateStrategy",
                                                Map.of(
                                                        "f:type",
                                                        Map.of(),
                                                        "f:rollingUpdate",
                                                        Map.of(".", Map.of(), "f:partition", Map.of()))))));
    }
}
