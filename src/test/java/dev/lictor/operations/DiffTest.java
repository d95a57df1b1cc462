package dev.lictor.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.bootstrap.PlanExecutor;
import dev.lictor.bootstrap.keys.KeyMaterialFactory;
import dev.lictor.bootstrap.plan.BootstrapRequest;
import dev.lictor.bootstrap.plan.ObservedState;
import dev.lictor.bootstrap.plan.Planner;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.kubernetes.ObjectKey;
import dev.lictor.kubernetes.WriteOutcome;
import dev.lictor.testing.FakeKubernetesApi;
import dev.lictor.testing.Specs;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DiffTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final ClusterSpec SPEC = Specs.usual();
    private static final ObjectKey KEY = new ObjectKey("ConfigMap", "consul", "consul-config");

    private final FakeKubernetesApi kubernetes = new FakeKubernetesApi();

    @Test
    void ofAClusterThatIsNotThereAllIsNew() {
        var differences = diff(SPEC, NOW);

        assertThat(differences)
                .hasSize(13)
                .allMatch(difference -> difference.outcome() instanceof WriteOutcome.Created);
        assertThat(text(differences))
                .contains("--- /dev/null\n+++ asked/statefulset/consul\n@@ -0,0 +1,")
                .contains("+kind: \"StatefulSet\"\n");
    }

    @Test
    void afterARunNothingDiffers() {
        bootstrap();

        assertThat(diff(SPEC, NOW)).isEmpty();
    }

    @Test
    void aChangeShowsTheLinesThatChange() {
        bootstrap();

        assertThat(text(diff(Specs.with(Map.of("lictor.servers", "5")), NOW)))
                .contains("--- live/statefulset/consul\n+++ asked/statefulset/consul\n")
                .contains("-  replicas: 3\n+  replicas: 5\n")
                .contains("+++ asked/service/consul-4\n");
    }

    @Test
    void ofEqualTextsNothingIsShown() {
        assertThat(Diff.unified(KEY, "a\n", "a\n")).isEmpty();
    }

    /** Such as an annotation that somebody put on a live object. */
    @Test
    void whatOthersWroteRulesNoTerminalAndForgesNoLine() {
        var text = ObjectYaml.of(new ConfigMapBuilder()
                .withNewMetadata()
                .withName("consul-config")
                .addToAnnotations("note", "a\r# secret/consul-ca created\n\u001b[2J\u009b1A\u202e")
                .endMetadata()
                .build());

        var difference = new Difference(new WriteOutcome.Created(KEY), Diff.unified(KEY, "", text));

        assertThat(difference.text().lines().skip(3)).allMatch(line -> line.startsWith("+"));
        assertThat(difference.text())
                .doesNotContainPattern("[\\p{Cc}\\p{Cf}&&[^\\n]]")
                .contains("\\u202e");
    }

    @Test
    void ofSecretsOnlyTheKeysAndTheReasonAreShown() {
        bootstrap();
        kubernetes.objects.values().stream()
                .filter(Secret.class::isInstance)
                .forEach(secret -> secret.getMetadata()
                        .setAnnotations(Map.of("kubectl.kubernetes.io/last-applied-configuration", "c2VjcmV0")));

        var text = text(diff(SPEC, NOW.plus(Duration.ofDays(300))));

        assertThat(text)
                .startsWith("# secret/consul-tls would be changed: expires at 2027-03-01")
                .contains("--- live/secret/consul-tls\n")
                .contains("-  consul.crt: \"***\"\n")
                .contains("+  consul.crt: \"*** (changed)\"\n")
                .doesNotContain("consul-ca", "consul-gossip", "c2VjcmV0")
                .doesNotContain(values("consul-tls"));
    }

    @Test
    void keyMaterialYetToBeMadeIsNamed() {
        assertThat(text(diff(SPEC, NOW)))
                .contains("+  ca.key: \"*** (created by bootstrap)\"\n")
                .contains("+  gossip-encryption-key: \"*** (created by bootstrap)\"\n");
    }

    @Test
    void whatIsRefusedHasAReasonAndNoText() {
        bootstrap();
        var foreign = new ObjectKey("Service", "consul", "consul-join");
        Objects.requireNonNull(kubernetes.objects.get(foreign)).getMetadata().setLabels(Map.of());

        assertThat(diff(SPEC, NOW)).singleElement().satisfies(difference -> {
            assertThat(difference.outcome()).isInstanceOf(WriteOutcome.Refused.class);
            assertThat(difference.text()).isEmpty();
        });
    }

    private void bootstrap() {
        new PlanExecutor(
                        kubernetes,
                        BootstrapRequest.of(SPEC),
                        new KeyMaterialFactory(SPEC, new SecureRandom(), () -> NOW),
                        () -> NOW)
                .run();
    }

    private List<Difference> diff(ClusterSpec spec, Instant now) {
        var observed = ObservedState.read(kubernetes, BootstrapRequest.of(spec));
        return Diff.of(observed, Planner.plan(BootstrapRequest.of(spec), observed, now));
    }

    private String[] values(String secret) {
        var live = (Secret) Objects.requireNonNull(kubernetes.objects.get(new ObjectKey("Secret", "consul", secret)));
        return live.getData().values().toArray(String[]::new);
    }

    private static String text(List<Difference> differences) {
        return differences.stream().map(Difference::text).collect(Collectors.joining());
    }
}
