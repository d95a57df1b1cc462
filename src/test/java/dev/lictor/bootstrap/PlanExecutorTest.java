package dev.lictor.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.lictor.bootstrap.keys.KeyMaterialFactory;
import dev.lictor.bootstrap.plan.BootstrapRequest;
import dev.lictor.bootstrap.plan.Omission;
import dev.lictor.bootstrap.plan.Step;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.kubernetes.DryRunResult;
import dev.lictor.kubernetes.KubernetesApiException;
import dev.lictor.kubernetes.ObjectKey;
import dev.lictor.kubernetes.WriteOutcome;
import dev.lictor.manifests.ClaimObject;
import dev.lictor.manifests.Labels;
import dev.lictor.manifests.NamespaceObject;
import dev.lictor.manifests.SecretObject;
import dev.lictor.testing.FakeKubernetesApi;
import dev.lictor.testing.Specs;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlanExecutorTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private final FakeKubernetesApi kubernetes = new FakeKubernetesApi();
    private Instant now = NOW;

    @Test
    void theFirstRunMakesEverythingAndKeyMaterialFirst() {
        var outcomes = run(Specs.usual());

        assertThat(outcomes).hasSize(13).allMatch(WriteOutcome.Created.class::isInstance);
        assertThat(kubernetes.writes)
                .extracting(ObjectKey::toString)
                .startsWith("namespace/consul", "secret/consul-ca", "secret/consul-gossip", "secret/consul-tls")
                .endsWith("statefulset/consul");
    }

    @Test
    void theSecondRunWritesNothing() {
        run(Specs.usual());
        kubernetes.writes.clear();

        var outcomes = run(Specs.usual());

        assertThat(kubernetes.writes).isEmpty();
        assertThat(outcomes)
                .hasSize(13)
                .allMatch(outcome -> outcome instanceof WriteOutcome.Kept || outcome instanceof WriteOutcome.Unchanged);
    }

    @Test
    void whatTheApiServerRefusesIsKnownBeforeAnythingIsWrittenInANewNamespace() {
        var picky = new FakeKubernetesApi() {
            @Override
            public DryRunResult dryRunApply(HasMetadata desired) {
                return desired instanceof StatefulSet
                        ? new DryRunResult.Invalid(Optional.empty(), "no such volume")
                        : super.dryRunApply(desired);
            }
        };
        var bootstrap = bootstrap(picky);

        var outcomes = bootstrap.run();

        assertThat(picky.writes).extracting(ObjectKey::toString).containsExactly("namespace/consul");
        assertThat(Report.lines(outcomes))
                .contains("namespace/consul created", "statefulset/consul refused: no such volume");
        assertThat(Report.lines(bootstrap.written())).containsExactly("namespace/consul created");
    }

    @Test
    void whatTheApiServerLeavesOutIsNamedAndRefusesNothing() {
        var volume = ".spec.template.spec.volumes[name=\"ca\"].projected";
        var forgetful = new FakeKubernetesApi() {
            @Override
            public DryRunResult dryRunApply(HasMetadata desired) {
                return switch (super.dryRunApply(desired)) {
                    case DryRunResult.Absent _
                    when desired instanceof StatefulSet -> new DryRunResult.Absent(List.of(volume));
                    case DryRunResult.Same same
                    when desired instanceof StatefulSet -> new DryRunResult.Same(same.live(), List.of(volume));
                    case DryRunResult other -> other;
                };
            }
        };
        var bootstrap = bootstrap(forgetful);

        assertThat(Report.lines(bootstrap.run())).contains("statefulset/consul created");
        assertThat(bootstrap.omissions())
                .extracting(Omission::inWords)
                .singleElement(STRING)
                .startsWith("warning: statefulset/consul is stored without %s: ".formatted(volume));
        assertThat(Report.lines(bootstrap.plan().outcomes())).contains("statefulset/consul unchanged");
        assertThat(bootstrap.omissions()).hasSize(1);
    }

    @Test
    void whatWasWrittenBeforeAFailureIsKnown() {
        var bootstrap = bootstrap(new FakeKubernetesApi() {
            @Override
            public void create(HasMetadata desired) {
                if (desired.getMetadata().getName().equals("consul-gossip")) {
                    throw new KubernetesApiException(KubernetesApiException.Reason.REFUSED, "exceeded quota");
                }
                super.create(desired);
            }
        });

        assertThatThrownBy(bootstrap::run).hasMessage("exceeded quota");

        assertThat(Report.lines(bootstrap.written()))
                .containsExactly("namespace/consul created", "secret/consul-ca created");
    }

    private PlanExecutor bootstrap(FakeKubernetesApi special) {
        var spec = Specs.usual();
        InstantSource clock = () -> now;
        return new PlanExecutor(
                special, BootstrapRequest.of(spec), new KeyMaterialFactory(spec, new SecureRandom(), clock), clock);
    }

    @Test
    void aDryRunWritesNothingAndSaysTheSame() {
        var planned = bootstrap(Specs.usual()).plan().outcomes();

        assertThat(kubernetes.writes).isEmpty();
        assertThat(planned).isEqualTo(run(Specs.usual()));
    }

    @Test
    void ofTwoRunsAtOnceTheCaThatWasStoredFirstSigns() {
        var spec = Specs.usual();
        kubernetes.beforeNextWrite = () -> run(spec);

        var outcomes = run(spec);

        assertThat(outcomes).noneMatch(WriteOutcome.Refused.class::isInstance);
        assertThat(new HashSet<>(kubernetes.writes))
                .as("nothing is written twice")
                .hasSameSizeAs(kubernetes.writes);
        assertThat(bootstrap(spec).plan().steps()).noneMatch(Step.ChangeSecret.class::isInstance);
    }

    @Test
    void aCertificateNearItsEndIsIssuedAnewByTheSameCaAndTheRestOfItsSecretIsKept() {
        var spec = Specs.with(Map.of("lictor.names.gossip-secret", "consul-tls"));
        run(spec);
        var ca = secret("consul-ca");
        var gossip = SecretObject.content(secret("consul-tls"), "gossip-encryption-key");
        kubernetes.writes.clear();
        now = NOW.plus(Duration.ofDays(300));

        var outcomes = run(spec);

        assertThat(kubernetes.writes).extracting(ObjectKey::toString).containsExactly("secret/consul-tls");
        assertThat(Report.lines(outcomes))
                .anyMatch(line -> line.startsWith("secret/consul-tls changed: expires at 2027-03-01"));
        assertThat(secret("consul-ca")).isEqualTo(ca);
        assertThat(SecretObject.content(secret("consul-tls"), "gossip-encryption-key"))
                .isEqualTo(gossip);
    }

    @Test
    void otherNamesAreAReasonToIssueAnew() {
        run(Specs.usual());

        assertThat(Report.lines(run(Specs.with(Map.of("lictor.datacenter", "dc2")))))
                .anyMatch(line -> line.startsWith("secret/consul-tls changed: names differ: without"))
                .anyMatch(line -> line.startsWith("secret/consul-ca kept"));
    }

    @ParameterizedTest
    @CsvSource({
        "consul-ca,ca.key,garbage,ca.key is neither in PEM nor in DER form",
        "consul-ca,ca.crt,,key ca.crt is missing",
        "consul-gossip,gossip-encryption-key,short,the gossip key",
        "consul-gossip,gossip-encryption-key,,key gossip-encryption-key is missing",
        "consul-tls,consul.crt,garbage,consul.crt",
        "consul-tls,consul-key.key,,key consul-key.key is missing",
        "consul-tls,ca.crt,,key ca.crt is missing"
    })
    void aSecretThatLacksAKeyOrHoldsGarbageIsRefusedAndNothingIsWritten(
            String secret, String key, String content, String words) {
        run(Specs.usual());
        spoil(secret, key, content);
        kubernetes.objects.remove(ObjectKey.of(NamespaceObject.of(Specs.usual())));
        kubernetes.writes.clear();

        var refusals = refusals(run(Specs.usual()));

        assertThat(refusals)
                .hasSize(1)
                .first()
                .asString()
                .contains("secret/" + secret + " refused")
                .containsAnyOf(words.split("\\|"));
        assertThat(kubernetes.writes).isEmpty();
    }

    @Test
    void aCertificateThatIsBrokenIsToldToBeIssuedAnewOnlyWhereNothingIsLostByIt() {
        run(Specs.usual());
        spoil("consul-tls", "consul.crt", "garbage");
        var whole = secret("consul-tls");

        assertThat(refusals(run(Specs.usual())))
                .singleElement()
                .asString()
                .endsWith(
                        "(umask 077 && kubectl -n consul get secret consul-tls -o yaml >consul-tls.yaml) && kubectl -n consul delete secret consul-tls");

        spoil("consul-tls", "gossip-encryption-key", "somebody keeps it here");
        assertThat(refusals(run(Specs.usual()))).singleElement().asString().endsWith("; restore it from a backup");

        kubernetes.objects.put(ObjectKey.of(whole), whole);
        spoil("consul-ca", "ca.key", null);
        assertThat(refusals(run(Specs.usual()))).singleElement().asString().endsWith("; restore it from a backup");
    }

    @Test
    void everyRefusalIsToldAtOnce() {
        run(Specs.usual());
        spoil("consul-ca", "ca.key", "garbage");
        spoil("consul-gossip", "gossip-encryption-key", null);

        assertThat(refusals(run(Specs.usual()))).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aLostCaOrGossipKeyIsNotReplacedUnderRunningServersWithOrWithoutAStatefulSet(boolean isOrphaned) {
        run(Specs.usual());
        lost("consul-ca", "consul-gossip", "consul-tls");
        kubernetes.pods.add(server("consul-0", "Running", NOW));
        if (isOrphaned) {
            kubernetes.objects.keySet().removeIf(key -> key.kind().equals("StatefulSet"));
        }

        assertThat(refusals(run(Specs.usual()))).hasSize(2).allMatch(line -> line.contains("is missing while servers"));
    }

    @Test
    void aLostGossipKeyIsNotReplacedBesideDataThatHoldsItAndACaThatNobodyTrustsIs() {
        run(Specs.usual());
        lost("consul-ca", "consul-gossip", "consul-tls");
        kubernetes.objects.keySet().removeIf(key -> key.kind().equals("StatefulSet"));
        keep(claim("consul-0", NOW.minusSeconds(3600)));

        assertThat(refusals(run(Specs.usual())))
                .singleElement()
                .asString()
                .startsWith("secret/consul-gossip refused: is missing while servers encrypt gossip");
    }

    @Test
    void whatWasAppliedWithoutItsSecretsGetsThem() {
        run(Specs.usual());
        lost("consul-ca", "consul-gossip", "consul-tls");
        for (var server : Specs.usual().names().servers(3)) {
            keep(claim(server, NOW));
            kubernetes.pods.add(server(server, "Pending", NOW.plusSeconds(1)));
        }

        assertThat(Report.lines(run(Specs.usual())))
                .contains("secret/consul-ca created", "secret/consul-gossip created", "secret/consul-tls created");
    }

    @Test
    void aClaimThatIsOlderThanItsPodMayHoldTheKey() {
        run(Specs.usual());
        lost("consul-gossip");
        keep(claim("consul-0", NOW));
        kubernetes.pods.add(server("consul-0", "Pending", NOW.plusSeconds(60)));

        assertThat(refusals(run(Specs.usual()))).singleElement().asString().startsWith("secret/consul-gossip refused");
    }

    private void lost(String... secrets) {
        kubernetes
                .objects
                .keySet()
                .removeIf(key ->
                        List.of(secrets).contains(key.name()) && key.kind().equals("Secret"));
    }

    private void keep(HasMetadata object) {
        kubernetes.objects.put(ObjectKey.of(object), object);
    }

    private static HasMetadata claim(String server, Instant created) {
        var claim = ClaimObject.named(Specs.usual(), server);
        claim.getMetadata().setCreationTimestamp(created.toString());
        return claim;
    }

    private static Pod server(String name, String phase, Instant created) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("consul")
                .withLabels(Labels.selector(Specs.usual()))
                .withCreationTimestamp(created.toString())
                .endMetadata()
                .withNewSpec()
                .endSpec()
                .withNewStatus()
                .withPhase(phase)
                .endStatus()
                .build();
    }

    @Test
    void aStrangersObjectIsRefusedByNameWithTheRemedy() {
        run(Specs.usual());
        kubernetes.objects.values().stream()
                .filter(object -> object.getMetadata().getName().equals("consul-join"))
                .forEach(object -> object.getMetadata().setLabels(Map.of()));

        assertThat(refusals(run(Specs.usual())))
                .singleElement()
                .asString()
                .startsWith(
                        "service/consul-join refused: exists without the label of this cluster, whose servers exist")
                .contains("kubectl label -n consul service/consul-join");
    }

    @Test
    void mutualTlsOnHttpsMakesAClientsCertificateToo() {
        run(Specs.with(Map.of("lictor.verify-incoming", "all")));

        assertThat(secret("consul-client-tls").getData()).containsOnlyKeys("ca.crt", "tls.crt", "tls.key");
    }

    private PlanExecutor bootstrap(ClusterSpec spec) {
        InstantSource clock = () -> now;
        return new PlanExecutor(
                kubernetes, BootstrapRequest.of(spec), new KeyMaterialFactory(spec, new SecureRandom(), clock), clock);
    }

    private List<WriteOutcome> run(ClusterSpec spec) {
        return bootstrap(spec).run();
    }

    private Secret secret(String name) {
        return (Secret) Objects.requireNonNull(kubernetes.objects.get(new ObjectKey("Secret", "consul", name)));
    }

    private void spoil(String secret, String key, @Nullable String content) {
        var spoilt = SecretObject.changed(secret(secret), content == null ? Map.of() : Map.of(key, content));
        if (content == null) {
            spoilt.getData().remove(key);
        }
        kubernetes.objects.put(ObjectKey.of(spoilt), spoilt);
    }

    private static List<String> refusals(List<WriteOutcome> outcomes) {
        return Report.lines(
                outcomes.stream().filter(WriteOutcome.Refused.class::isInstance).toList());
    }
}
