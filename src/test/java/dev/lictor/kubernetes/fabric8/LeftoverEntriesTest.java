package dev.lictor.kubernetes.fabric8;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import dev.lictor.kubernetes.FieldConflict;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LeftoverEntriesTest {
    private static final String SERVICE = """
            apiVersion: v1
            kind: Service
            metadata:
              name: consul
              managedFields:
              - {manager: kubectl-edit, operation: Update, apiVersion: v1, fieldsType: FieldsV1, fieldsV1: {"f:spec": {"f:ports": {"k:{\\"port\\":9501,\\"protocol\\":\\"TCP\\"}": {".": {}}}}}}
            spec:
              ports:
            """;

    private final GenericKubernetesResource desired = service("""
              - {name: https, port: 8501, targetPort: https}
              - {name: dns, port: 53, protocol: UDP}
            """);
    private final GenericKubernetesResource live = service("""
              - {name: https, port: 9501, protocol: TCP, targetPort: https, nodePort: 30001}
              - {name: dns, port: 53, protocol: UDP, nodePort: 30002}
              - {name: debug, port: 6060, protocol: TCP}
            """);

    @Test
    void aPortWithTheNameOfADesiredPortAndAnotherNumberIsLeftOver() {
        var leftover = leftover(duplicate("spec.ports[1].name", "https"));

        assertThat(leftover.map(Leftover::conflicts))
                .contains(List.of(new FieldConflict(".spec.ports[port=9501,protocol=\"TCP\"]", "kubectl-edit")));
    }

    @Test
    void theListPassesAsItIsAndTheWholeHasTheDesiredEntry() {
        var serialization = new KubernetesSerialization();
        var leftover = leftover(duplicate("spec.ports[1].name", "https")).orElseThrow();

        var passing = leftover.passing(desired, serialization);
        var whole = leftover.whole(passing, desired, serialization);

        assertThat(ports(passing)).isEqualTo(ports(live));
        assertThat(ports(whole))
                .asInstanceOf(LIST)
                .containsExactly(
                        Map.of(
                                "name",
                                "https",
                                "port",
                                8501,
                                "protocol",
                                "TCP",
                                "targetPort",
                                "https",
                                "nodePort",
                                30001),
                        Map.of("name", "dns", "port", 53, "protocol", "UDP", "nodePort", 30002),
                        Map.of("name", "debug", "port", 6060, "protocol", "TCP"));
        assertThat(ports(desired)).asInstanceOf(LIST).hasSize(2);
    }

    /** In which other containers come first. */
    @Test
    void aContainerPortIsFoundWhateverTheIndexesInTheRefusal() {
        var ours = pods("""
            - {name: consul, ports: [{name: rpc, containerPort: 8300}]}
            - {name: sidecar, ports: [{name: http, containerPort: 8080}]}
            """);
        var theirs = pods("""
            - {name: injected, ports: [{name: http, containerPort: 1234, protocol: TCP}]}
            - {name: consul, ports: [{name: rpc, containerPort: 8300, protocol: TCP}]}
            - {name: sidecar, ports: [{name: http, containerPort: 8081, protocol: TCP}]}
            """);

        var leftover = Leftover.of(
                refusal(duplicate("spec.template.spec.containers[0].ports[1].name", "http")),
                Optional.of(theirs),
                ours);

        assertThat(leftover.map(Leftover::paths).orElseThrow())
                .extracting(FieldPath::toString)
                .containsExactly(
                        ".spec.template.spec.containers[name=\"sidecar\"].ports[containerPort=8081,protocol=\"TCP\"]");
        assertThat(leftover.map(Leftover::conflicts)).contains(List.of());
    }

    @Test
    void aRefusalForAnotherReasonHasNoLeftoverEntries() {
        assertThat(leftover(duplicate("spec.ports[1].name", "https"), invalid("spec.type")))
                .as("something else is wrong, too")
                .isEmpty();
        assertThat(leftover(duplicate("spec.ports[1].nodePort", "30001")))
                .as("ours has none")
                .isEmpty();
        assertThat(leftover(duplicate("spec.ports[1].name", "https"), duplicate("spec.externalIPs[1]", "10.0.0.1")))
                .as("one of two is explained")
                .isEmpty();
        assertThat(leftover()).isEmpty();
        assertThat(Leftover.of(refusal(duplicate("spec.ports[1].name", "https")), Optional.of(desired), desired))
                .as("what is desired is wrong in itself")
                .isEmpty();
    }

    private Optional<Leftover> leftover(StatusCause... causes) {
        return Leftover.of(refusal(causes), Optional.of(live), desired);
    }

    private static StatusCause duplicate(String field, String value) {
        return new StatusCause(field, "Duplicate value: \"%s\"".formatted(value), "FieldValueDuplicate");
    }

    private static StatusCause invalid(String field) {
        return new StatusCause(field, "Invalid value", "FieldValueInvalid");
    }

    private static KubernetesClientException refusal(StatusCause... causes) {
        return new KubernetesClientException(
                "refused",
                422,
                new StatusBuilder()
                        .withCode(422)
                        .withNewDetails()
                        .withCauses(Stream.of(causes).toList())
                        .endDetails()
                        .build());
    }

    private static Object ports(GenericKubernetesResource service) {
        return service.get("spec", "ports");
    }

    private static GenericKubernetesResource service(String ports) {
        return Serialization.unmarshal(SERVICE + ports.indent(2), GenericKubernetesResource.class);
    }

    private static GenericKubernetesResource pods(String containers) {
        return Serialization.unmarshal(
                "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: consul}\nspec:\n  template:\n    spec:\n      containers:\n"
                        + containers.indent(6),
                GenericKubernetesResource.class);
    }
}
