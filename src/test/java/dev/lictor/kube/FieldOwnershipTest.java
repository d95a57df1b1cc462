package dev.lictor.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.utils.Serialization;
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
}
