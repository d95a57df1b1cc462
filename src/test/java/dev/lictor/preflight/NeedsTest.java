package dev.lictor.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.cluster.ClusterSpec;
import dev.lictor.cluster.Specs;
import dev.lictor.kube.ObjectKey;
import dev.lictor.kube.Outcome;
import dev.lictor.kube.Right;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NeedsTest {
    private static final ClusterSpec SPEC = Specs.usual();
    private static final ObjectKey AUTHORITY = new ObjectKey("Secret", "consul", "consul-ca");
    private static final ObjectKey SERVICE = new ObjectKey("Service", "consul", "consul-1");
    private static final ObjectKey NAMESPACE = new ObjectKey("Namespace", "", "consul");

    @Test
    void aRunWithNothingToDoReadsAndPreviews() {
        assertThat(Needs.of(SPEC, List.of(new Outcome.Kept(AUTHORITY, "good"), new Outcome.Unchanged(SERVICE))))
                .extracting(Right::verb)
                .containsOnly("get", "patch", "list");
    }

    @Test
    void whatIsMadeOrReissuedNeedsItsRightToThat() {
        var idle = Needs.of(SPEC, List.of());

        var needs = Needs.of(
                SPEC,
                List.of(
                        new Outcome.Created(NAMESPACE),
                        new Outcome.Created(AUTHORITY),
                        new Outcome.Changed(new ObjectKey("Secret", "consul", "consul-tls"), List.of("expires")),
                        new Outcome.Created(SERVICE),
                        new Outcome.Changed(new ObjectKey("ConfigMap", "consul", "consul-config"), List.of("data"))));

        needs.removeAll(idle);
        assertThat(needs)
                .containsExactlyInAnyOrder(
                        new Right("create", "", "namespaces", "", ""),
                        new Right("create", "", "secrets", "consul", ""),
                        new Right("update", "", "secrets", "consul", "consul-tls"),
                        new Right("create", "", "services", "consul", "consul-1"));
    }

    @Test
    void aNamespaceThatIsThereIsNeverMade() {
        assertThat(Needs.atMost(SPEC, true))
                .noneMatch(right ->
                        right.resource().equals("namespaces") && right.verb().equals("create"));
        assertThat(Needs.atMost(SPEC, false)).contains(new Right("create", "", "namespaces", "", ""));
    }

    @Test
    void whatIsAskedForInAdditionNeedsRightsOfItsOwnKind() {
        var all = Needs.atMost(
                Specs.with(Map.of("lictor.network.policy", "true", "lictor.monitoring.pod-monitor", "true")), true);

        all.removeAll(Needs.atMost(SPEC, true));
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
        assertThat(Needs.atMost(SPEC, true))
                .contains(
                        new Right("get", "", "namespaces", "consul", "consul"),
                        new Right("create", "apps", "statefulsets", "consul", "consul"),
                        new Right("patch", "policy", "poddisruptionbudgets", "consul", "consul"),
                        new Right("list", "", "pods", "consul", ""));
    }
}
