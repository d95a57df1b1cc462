package dev.lictor.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.bootstrap.Dispute;
import dev.lictor.bootstrap.OwnKeys;
import dev.lictor.bootstrap.Plan;
import dev.lictor.bootstrap.Request;
import dev.lictor.bootstrap.Step;
import dev.lictor.bootstrap.Takeover;
import dev.lictor.bootstrap.objects.DesiredObjects;
import dev.lictor.bootstrap.objects.NamespaceObject;
import dev.lictor.bootstrap.objects.SecretObject;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.cluster.Specs;
import dev.lictor.kube.ObjectKey;
import dev.lictor.kube.Right;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NeedsTest {
    private static final ClusterSpec SPEC = Specs.usual();
    private static final ObjectKey AUTHORITY = new ObjectKey("Secret", "consul", "consul-ca");
    private static final ObjectKey SERVICE = new ObjectKey("Service", "consul", "consul-1");

    @Test
    void aRunWithNothingToDoReadsAndPreviews() {
        assertThat(Needs.of(SPEC, plan(new Step.Keep(AUTHORITY, "good"), new Step.Leave(SERVICE))))
                .extracting(Right::verb)
                .containsOnly("get", "patch", "list");
    }

    @Test
    void whatIsMadeOrReissuedNeedsItsRightToThat() {
        var needs = beyondReading(
                new Step.MakeNamespace(NamespaceObject.of(SPEC)),
                new Step.MakeSecret(AUTHORITY, Map.of()),
                new Step.ChangeSecret(SecretObject.of(SPEC, "consul-tls", Map.of()), Map.of(), List.of("expires")),
                new Step.Make(desired("Service", "consul-1")),
                new Step.Change(desired("ConfigMap", "consul-config"), List.of("data")));

        assertThat(needs)
                .containsExactlyInAnyOrder(
                        new Right("create", "", "namespaces", "", ""),
                        new Right("create", "", "secrets", "consul", ""),
                        new Right("update", "", "secrets", "consul", "consul-tls"),
                        new Right("create", "", "services", "consul", "consul-1"));
    }

    @Test
    void aChangedStatefulSetHasItsServersReplaced() {
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
    void aTakeoverNeedsWhatNoRoleOfTheJobGives() {
        var service = desired("Service", "consul");

        var needs = beyondReading(
                new Step.Adopt(service, service, service, List.of()),
                new Step.Succeed(desired("StatefulSet", "consul"), List.of()));

        assertThat(needs)
                .containsExactlyInAnyOrder(
                        new Right("update", "", "services", "consul", "consul"),
                        new Right("delete", "apps", "statefulsets", "consul", "consul"),
                        new Right("create", "apps", "statefulsets", "consul", "consul"),
                        new Right("delete", "", "pods", "consul", "consul-0"),
                        new Right("delete", "", "pods", "consul", "consul-1"),
                        new Right("delete", "", "pods", "consul", "consul-2"),
                        new Right("get", "", "pods/proxy", "consul", ""),
                        new Right("create", "discovery.k8s.io", "endpointslices", "consul", ""));
        var asked = new Request(SPEC, OwnKeys.none(), Takeover.ADOPT, Dispute.YIELD);
        assertThat(Needs.atMost(asked, true)).containsAll(needs);
        assertThat(Needs.atMost(Request.of(SPEC), true))
                .filteredOn(right -> right.verb().equals("delete"))
                .extracting(Right::resource)
                .containsOnly("pods");
    }

    @Test
    void aNamespaceThatIsThereIsNeverMade() {
        assertThat(Needs.atMost(Request.of(SPEC), true))
                .noneMatch(right ->
                        right.resource().equals("namespaces") && right.verb().equals("create"));
        assertThat(Needs.atMost(Request.of(SPEC), false)).contains(new Right("create", "", "namespaces", "", ""));
    }

    @Test
    void whatIsAskedForInAdditionNeedsRightsOfItsOwnKind() {
        var all = Needs.atMost(
                Request.of(
                        Specs.with(Map.of("lictor.network.policy", "true", "lictor.monitoring.pod-monitor", "true"))),
                true);

        all.removeAll(Needs.atMost(Request.of(SPEC), true));
        assertThat(all)
                .containsExactlyInAnyOrder(
                        new Right("get", "networking.k8s.io", "networkpolicies", "consul", "consul"),
                        new Right("create", "networking.k8s.io", "networkpolicies", "consul", "consul"),
                        new Right("patch", "networking.k8s.io", "networkpolicies", "consul", "consul"),
                        new Right("get", "monitoring.coreos.com", "podmonitors", "consul", "consul"),
                        new Right("create", "monitoring.coreos.com", "podmonitors", "consul", "consul"),
                        new Right("patch", "monitoring.coreos.com", "podmonitors", "consul", "consul"));
    }

    @Test
    void objectsAreInTheirGroups() {
        assertThat(Needs.atMost(Request.of(SPEC), true))
                .contains(
                        new Right("get", "", "namespaces", "consul", "consul"),
                        new Right("create", "apps", "statefulsets", "consul", "consul"),
                        new Right("patch", "policy", "poddisruptionbudgets", "consul", "consul"),
                        new Right("list", "", "pods", "consul", ""));
    }

    private static Plan plan(Step... steps) {
        return new Plan(List.of(steps));
    }

    private static Set<Right> beyondReading(Step... steps) {
        var needs = Needs.of(SPEC, plan(steps));
        needs.removeAll(Needs.of(SPEC, plan()));
        return needs;
    }

    private static HasMetadata desired(String kind, String name) {
        return DesiredObjects.of(SPEC).stream()
                .filter(object -> object.getKind().equals(kind)
                        && object.getMetadata().getName().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
