package dev.lictor.it.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.testing.servers.ApiServer;
import dev.lictor.testing.servers.KubeconfigUser;
import io.fabric8.kubernetes.api.model.apps.StatefulSetUpdateStrategy;
import io.fabric8.kubernetes.api.model.apps.StatefulSetUpdateStrategyBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Fields of other managers, with and without {@code --force-conflicts}, on a real API server. */
@Tag("native")
class FieldConflictIT {
    private static final Map<String, ?> ROLLING = Map.of(
            "spec", Map.of("updateStrategy", Map.of("type", "RollingUpdate", "rollingUpdate", Map.of("partition", 2))));

    @AutoClose
    private static ApiServer api;

    private final KubeconfigUser operator = KubeconfigUser.withoutNamespace(api);
    private final String namespace = operator.namespace();

    @BeforeAll
    static void startApiServer() {
        api = ApiServer.start();
    }

    @Test
    void aFieldOfAnotherManagerIsTakenByForce() {
        operator.succeeds("bootstrap", "--no-wait");
        api.kubectl("scale", "statefulset/consul", "--replicas=1", "--namespace=" + namespace);

        assertThat(operator.run("bootstrap", "--no-wait").out())
                .contains("statefulset/consul refused: .spec.replicas is managed by kubectl", "--force-conflicts");
        assertThat(operator.succeeds("bootstrap", "--no-wait", "--force-conflicts")
                        .lines())
                .contains("statefulset/consul changed: .spec.replicas taken from kubectl");

        assertThat(operator.statefulSet("consul").getSpec().getReplicas()).isEqualTo(3);
        assertThat(operator.succeeds("bootstrap", "--no-wait").lines())
                .allMatch(line -> line.endsWith(" unchanged") || line.contains(" kept: "));
        assertThat(operator.succeeds("bootstrap", "--no-wait", "--set=lictor.servers=5")
                        .out())
                .contains("statefulset/consul changed: ");
    }

    /** Before 1.37 an API server fills in a partition, which nobody manages and OnDelete must not have. */
    @Test
    void aPartitionWithoutAManagerIsRemovedWithItsStrategy() {
        operator.succeeds("bootstrap", "--no-wait");
        patch(ROLLING);
        patch(Map.of(
                "metadata",
                Map.of(
                        "managedFields",
                        operator.statefulSet("consul").getMetadata().getManagedFields().stream()
                                .filter(entry -> "lictor".equals(entry.getManager()))
                                .toList())));

        assertThat(operator.run("bootstrap", "--dry-run").out())
                .contains(
                        "statefulset/consul would be changed: spec.updateStrategy.rollingUpdate; spec.updateStrategy.type");
        operator.succeeds("bootstrap", "--no-wait");

        assertThat(operator.statefulSet("consul").getSpec().getUpdateStrategy()).isEqualTo(onDelete());
        assertThat(operator.succeeds("bootstrap", "--no-wait").lines())
                .allMatch(line -> line.endsWith(" unchanged") || line.contains(" kept: "));
    }

    @Test
    void aStrategyOfAnotherManagerIsTakenAsAWholeByForce() {
        operator.succeeds("bootstrap", "--no-wait");
        patch(ROLLING);

        assertThat(operator.run("bootstrap", "--no-wait").out())
                .contains("statefulset/consul refused: .spec.updateStrategy.type is managed by kubectl-patch");
        assertThat(operator.succeeds("bootstrap", "--no-wait", "--force-conflicts")
                        .lines())
                .contains("statefulset/consul changed: .spec.updateStrategy.type taken from kubectl-patch;"
                        + " .spec.updateStrategy.rollingUpdate taken from kubectl-patch");

        assertThat(operator.statefulSet("consul").getSpec().getUpdateStrategy()).isEqualTo(onDelete());
        assertThat(operator.succeeds("bootstrap", "--no-wait").lines())
                .allMatch(line -> line.endsWith(" unchanged") || line.contains(" kept: "));
    }

    /** By its number each is another port, so that nothing conflicts; by its name both are the same, which the API server refuses. */
    @Test
    void portsOfAnotherManagerAreTakenAsAWholeByForce() {
        operator.succeeds("bootstrap", "--no-wait");
        var ports = operator.service("consul").getSpec().getPorts();
        edit("service/consul", "/spec/ports/0/port", 9501);
        edit("statefulset/consul", "/spec/template/spec/containers/0/ports/0/containerPort", 9300);
        var port = ".spec.ports[port=9501,protocol=\"TCP\"]";
        var containerPort =
                ".spec.template.spec.containers[name=\"consul\"].ports[containerPort=9300,protocol=\"TCP\"]";

        assertThat(operator.run("bootstrap", "--no-wait").lines())
                .filteredOn(line -> line.contains(" refused: "))
                .hasSize(2)
                .allMatch(line -> line.contains("--force-conflicts"))
                .anyMatch(line ->
                        line.startsWith("service/consul refused: %s is managed by kubectl-patch: ".formatted(port)))
                .anyMatch(line -> line.startsWith(
                        "statefulset/consul refused: %s is managed by kubectl-patch: ".formatted(containerPort)));
        assertThat(operator.run("bootstrap", "--dry-run", "--force-conflicts").out())
                .contains("service/consul would be changed: %s taken from kubectl-patch; spec.ports[0].port"
                        .formatted(port));
        assertThat(operator.service("consul").getSpec().getPorts()).isNotEqualTo(ports);
        assertThat(operator.succeeds("bootstrap", "--no-wait", "--force-conflicts")
                        .out())
                .contains(
                        "service/consul changed: %s taken from kubectl-patch".formatted(port),
                        "statefulset/consul changed: %s taken from kubectl-patch".formatted(containerPort));

        assertThat(operator.service("consul").getSpec().getPorts()).isEqualTo(ports);
        assertThat(operator.succeeds("bootstrap", "--no-wait").lines())
                .allMatch(line -> line.endsWith(" unchanged") || line.contains(" kept: "));
    }

    @Test
    void aPortWithoutAManagerIsReplaced() {
        operator.succeeds("bootstrap", "--no-wait");
        var ports = operator.service("consul").getSpec().getPorts();
        edit("service/consul", "/spec/ports/0/port", 9501);
        api.kubectl(
                "patch",
                "service/consul",
                "--namespace=" + namespace,
                "--type=merge",
                "--patch="
                        + Serialization.asJson(Map.of(
                                "metadata",
                                Map.of(
                                        "managedFields",
                                        operator.service("consul").getMetadata().getManagedFields().stream()
                                                .filter(entry -> "lictor".equals(entry.getManager()))
                                                .toList()))));

        assertThat(operator.run("bootstrap", "--dry-run").out())
                .contains("service/consul would be changed: spec.ports[0].port");
        operator.succeeds("bootstrap", "--no-wait");

        assertThat(operator.service("consul").getSpec().getPorts()).isEqualTo(ports);
        assertThat(operator.succeeds("bootstrap", "--no-wait").lines())
                .allMatch(line -> line.endsWith(" unchanged") || line.contains(" kept: "));
    }

    private void patch(Map<String, ?> change) {
        api.kubectl(
                "patch",
                "statefulset/consul",
                "--namespace=" + namespace,
                "--type=merge",
                "--patch=" + Serialization.asJson(change));
    }

    private void edit(String object, String path, int number) {
        api.kubectl(
                "patch",
                object,
                "--namespace=" + namespace,
                "--type=json",
                "--patch=[{\"op\":\"replace\",\"path\":\"%s\",\"value\":%d}]".formatted(path, number));
    }

    private static StatefulSetUpdateStrategy onDelete() {
        return new StatefulSetUpdateStrategyBuilder().withType("OnDelete").build();
    }
}
