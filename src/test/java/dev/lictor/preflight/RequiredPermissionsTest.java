package dev.lictor.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.bootstrap.keys.SuppliedKeys;
import dev.lictor.bootstrap.plan.AdoptionPolicy;
import dev.lictor.bootstrap.plan.BootstrapRequest;
import dev.lictor.bootstrap.plan.ConflictPolicy;
import dev.lictor.bootstrap.plan.Plan;
import dev.lictor.bootstrap.plan.Step;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.kubernetes.ObjectKey;
import dev.lictor.kubernetes.Permission;
import dev.lictor.manifests.DesiredObjects;
import dev.lictor.manifests.NamespaceObject;
import dev.lictor.manifests.SecretObject;
import dev.lictor.testing.Specs;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RequiredPermissionsTest {
    private static final ClusterSpec SPEC = Specs.usual();
    private static final ObjectKey CA = new ObjectKey("Secret", "consul", "consul-ca");
    private static final ObjectKey SERVICE = new ObjectKey("Service", "consul", "consul-1");

    @Test
    void aRunWithoutChangesNeedsToReadAndToDryRun() {
        assertThat(RequiredPermissions.of(SPEC, plan(new Step.Keep(CA, "good"), new Step.NoChange(SERVICE))))
                .extracting(Permission::verb)
                .containsOnly("get", "patch", "list");
    }

    @Test
    void creatingAndReissuingNeedTheirPermissions() {
        var needs = beyondReading(
                new Step.CreateNamespace(NamespaceObject.of(SPEC)),
                new Step.CreateSecret(CA, Map.of()),
                new Step.ChangeSecret(SecretObject.of(SPEC, "consul-tls", Map.of()), Map.of(), List.of("expires")),
                new Step.Create(desired("Service", "consul-1")),
                new Step.Change(desired("ConfigMap", "consul-config"), List.of("data")));

        assertThat(needs)
                .containsExactlyInAnyOrder(
                        new Permission("create", "", "namespaces", "", ""),
                        new Permission("create", "", "secrets", "consul", ""),
                        new Permission("update", "", "secrets", "consul", "consul-tls"),
                        new Permission("create", "", "services", "consul", "consul-1"));
    }

    @Test
    void aChangedStatefulSetNeedsToEvictAndDeletePods() {
        assertThat(beyondReading(new Step.Change(desired("StatefulSet", "consul"), List.of("spec.template"))))
                .extracting(right -> right.verb() + " " + right.resource() + " " + right.name())
                .containsExactlyInAnyOrder(
                        "create pods/eviction consul-0",
                        "create pods/eviction consul-1",
                        "create pods/eviction consul-2",
                        "delete pods consul-0",
                        "delete pods consul-1",
                        "delete pods consul-2");
    }

    @Test
    void aTakeoverNeedsMoreThanTheRoleOfTheJob() {
        var service = desired("Service", "consul");

        var needs = beyondReading(
                new Step.Adopt(service, service, service, List.of()),
                new Step.ReplaceServers(desired("StatefulSet", "consul"), List.of()));

        assertThat(needs)
                .containsExactlyInAnyOrder(
                        new Permission("update", "", "services", "consul", "consul"),
                        new Permission("delete", "apps", "statefulsets", "consul", "consul"),
                        new Permission("create", "apps", "statefulsets", "consul", "consul"),
                        new Permission("delete", "", "pods", "consul", "consul-0"),
                        new Permission("delete", "", "pods", "consul", "consul-1"),
                        new Permission("delete", "", "pods", "consul", "consul-2"),
                        new Permission("get", "", "pods/proxy", "consul", ""),
                        new Permission("create", "discovery.k8s.io", "endpointslices", "consul", ""));
        var asked = new BootstrapRequest(SPEC, SuppliedKeys.none(), AdoptionPolicy.ADOPT, ConflictPolicy.YIELD);
        assertThat(RequiredPermissions.atMost(asked, true)).containsAll(needs);
        assertThat(RequiredPermissions.atMost(BootstrapRequest.of(SPEC), true))
                .filteredOn(right -> right.verb().equals("delete"))
                .extracting(Permission::resource)
                .containsOnly("pods");
    }

    @Test
    void anExistingNamespaceIsNotCreated() {
        assertThat(RequiredPermissions.atMost(BootstrapRequest.of(SPEC), true))
                .noneMatch(right ->
                        right.resource().equals("namespaces") && right.verb().equals("create"));
        assertThat(RequiredPermissions.atMost(BootstrapRequest.of(SPEC), false))
                .contains(new Permission("create", "", "namespaces", "", ""));
    }

    @Test
    void optionalObjectsNeedPermissionsOfTheirKind() {
        var all = RequiredPermissions.atMost(
                BootstrapRequest.of(
                        Specs.with(Map.of("lictor.network.policy", "true", "lictor.monitoring.pod-monitor", "true"))),
                true);

        all.removeAll(RequiredPermissions.atMost(BootstrapRequest.of(SPEC), true));
        assertThat(all)
                .containsExactlyInAnyOrder(
                        new Permission("get", "networking.k8s.io", "networkpolicies", "consul", "consul"),
                        new Permission("create", "networking.k8s.io", "networkpolicies", "consul", "consul"),
                        new Permission("patch", "networking.k8s.io", "networkpolicies", "consul", "consul"),
                        new Permission("get", "monitoring.coreos.com", "podmonitors", "consul", "consul"),
                        new Permission("create", "monitoring.coreos.com", "podmonitors", "consul", "consul"),
                        new Permission("patch", "monitoring.coreos.com", "podmonitors", "consul", "consul"));
    }

    @Test
    void objectsAreInTheirGroups() {
        assertThat(RequiredPermissions.atMost(BootstrapRequest.of(SPEC), true))
                .contains(
                        new Permission("get", "", "namespaces", "consul", "consul"),
                        new Permission("create", "apps", "statefulsets", "consul", "consul"),
                        new Permission("patch", "policy", "poddisruptionbudgets", "consul", "consul"),
                        new Permission("list", "", "pods", "consul", ""));
    }

    private static Plan plan(Step... steps) {
        return new Plan(List.of(steps));
    }

    private static Set<Permission> beyondReading(Step... steps) {
        var needs = RequiredPermissions.of(SPEC, plan(steps));
        needs.removeAll(RequiredPermissions.of(SPEC, plan()));
        return needs;
    }

    private static HasMetadata desired(String kind, String name) {
        return DesiredObjects.of(SPEC).stream()
                .filter(object -> object.getKind().equals(kind)
                        && object.getMetadata().getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void secretsAreReadAndUpdatedByName() {
        assertThat(RequiredPermissions.atMost(BootstrapRequest.of(SPEC), true))
                .contains(
                        new Permission("get", "", "secrets", "consul", "consul-ca"),
                        new Permission("update", "", "secrets", "consul", "consul-ca"),
                        new Permission("update", "", "secrets", "consul", "consul-gossip"),
                        new Permission("update", "", "secrets", "consul", "consul-tls"),
                        new Permission("create", "", "secrets", "consul", ""));
    }
}
