package dev.lictor.kubernetes.fabric8;

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
    void handingOverGivesAllFieldsToOneManagerAsIfItHadAppliedThem() {
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
    void handingOverLeavesTheStatusToItsController() {
        assertThat(FieldOwnership.handedOver(LIVE, "lictor"))
                .hasSize(2)
                .first()
                .isEqualTo(LIVE.getMetadata().getManagedFields().getLast());
    }

    @Test
    void claimingGivesAFieldToOneManagerAloneAndLeavesTheOthers() {
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
        var path = FieldPath.of("spec", "updateStrategy", "rollingUpdate");

        var managers = FieldOwnership.claimed(servers, "lictor", List.of(path));

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

    @Test
    void claimingAListEntryIncludesItsMergeKey() {
        var service = Serialization.unmarshal("""
                apiVersion: v1
                kind: Service
                metadata:
                  name: consul
                  managedFields:
                  - {manager: hand, operation: Update, apiVersion: v1, fieldsType: FieldsV1, fieldsV1: {"f:spec": {"f:ports": {"k:{\\"port\\":9501,\\"protocol\\":\\"TCP\\"}": {".": {}, "f:port": {}}, "k:{\\"port\\":53,\\"protocol\\":\\"UDP\\"}": {".": {}}}}}}
                spec:
                  ports: [{port: 53, protocol: UDP}, {name: https, port: 9501, protocol: TCP}]
                """, GenericKubernetesResource.class);
        var edited =
                FieldPath.of("spec", "ports").and(Map.of("port", 9501, "protocol", "TCP"), List.of("port", "protocol"));
        var key = "k:{\"port\":9501,\"protocol\":\"TCP\"}";

        assertThat(edited).hasToString(".spec.ports[port=9501,protocol=\"TCP\"]");
        assertThat(FieldOwnership.othersOf(service, "lictor", edited)).containsExactly("hand");
        assertThat(FieldOwnership.claimed(service, "lictor", List.of(edited)))
                .extracting(entry -> entry.getFieldsV1().getAdditionalProperties())
                .containsExactly(
                        Map.of(
                                "f:spec",
                                Map.of(
                                        "f:ports",
                                        Map.of("k:{\"port\":53,\"protocol\":\"UDP\"}", Map.of(".", Map.of())))),
                        Map.of(
                                "f:spec",
                                Map.of(
                                        "f:ports",
                                        Map.of(
                                                key,
                                                Map.of(
                                                        ".",
                                                        Map.of(),
                                                        "f:name",
                                                        Map.of(),
                                                        "f:port",
                                                        Map.of(),
                                                        "f:protocol",
                                                        Map.of())))));
    }
}
