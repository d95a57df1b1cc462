package dev.lictor.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.bootstrap.PlanExecutor;
import dev.lictor.bootstrap.Report;
import dev.lictor.bootstrap.keys.KeyMaterialFactory;
import dev.lictor.bootstrap.plan.BootstrapRequest;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.kubernetes.ObjectKey;
import dev.lictor.kubernetes.ObjectVersion;
import dev.lictor.kubernetes.ResourceKind;
import dev.lictor.kubernetes.WriteOutcome;
import dev.lictor.manifests.Labels;
import dev.lictor.testing.FakeKubernetesApi;
import dev.lictor.testing.Specs;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UninstallTest {
    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    private static final ObjectKey SERVERS = new ObjectKey("StatefulSet", "consul", "consul");

    private final FakeKubernetesApi kubernetes = new FakeKubernetesApi();
    private final List<WriteOutcome> outcomes = new ArrayList<>();
    private final List<String> progress = new ArrayList<>();
    private Instant now = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void serversAreRemovedFirstAndDataAndKeysAreKept() throws InterruptedException {
        bootstrap(Specs.usual());

        assertThat(uninstall(Specs.usual(), false)).isEmpty();

        assertThat(Report.lines(outcomes))
                .startsWith("statefulset/consul removed")
                .contains("secret/consul-tls removed", "configmap/consul-config removed", "service/consul-2 removed")
                .contains(
                        "secret/consul-ca kept: holds what cannot be created again (ca.crt, ca.key); uninstall --wipe=consul removes it, too")
                .anyMatch(line -> line.startsWith("secret/consul-gossip kept: "))
                .anyMatch(line -> line.startsWith("persistentvolumeclaim/data-consul-0 kept: "))
                .last()
                .asString()
                .startsWith("namespace/consul kept: ");
        assertThat(kubernetes.objects.keySet())
                .extracting(ObjectKey::toString)
                .containsExactlyInAnyOrder(
                        "namespace/consul",
                        "secret/consul-ca",
                        "secret/consul-gossip",
                        "persistentvolumeclaim/data-consul-0");
    }

    /** As Argo CD does, which tracks its applications by that label. */
    @Test
    void objectsWhoseRecommendedLabelsWereRewrittenAreRemovedAndNotByAnotherCluster() throws InterruptedException {
        bootstrap(Specs.usual());
        for (var object : kubernetes.objects.values()) {
            if (object.getMetadata().getLabels().containsKey("lictor.dev/cluster")) {
                var labels = new TreeMap<>(object.getMetadata().getLabels());
                labels.put("app.kubernetes.io/instance", "team-consul");
                object.getMetadata().setLabels(labels);
            }
        }

        uninstall(Specs.with(Map.of("lictor.name", "team-consul")), true);
        assertThat(outcomes).isEmpty();

        uninstall(Specs.usual(), false);
        assertThat(Report.lines(outcomes))
                .startsWith("statefulset/consul removed")
                .contains("service/consul-2 removed", "configmap/consul-config removed");
    }

    @Test
    void aClaimThatKubernetesRemovesIsNotReportedAsKept() throws InterruptedException {
        bootstrap(Specs.usual());
        own(servers());

        uninstall(Specs.usual(), false);

        assertThat(Report.lines(outcomes)).contains("persistentvolumeclaim/data-consul-0 removed");
    }

    @Test
    void aClaimWithAnotherOwnerTooIsKept() throws InterruptedException {
        bootstrap(Specs.usual());
        own(servers(), owner("ConfigMap", "backup-policy", "other"));

        uninstall(Specs.usual(), false);

        assertThat(Report.lines(outcomes))
                .contains(
                        "persistentvolumeclaim/data-consul-0 kept: holds a server's data; uninstall --wipe=consul removes it, too");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ConfigMap", "StatefulSet"})
    void aClaimOfAnotherOwnerIsKeptAlsoIfThatHasTheSameName(String kind) throws InterruptedException {
        bootstrap(Specs.usual());
        own(owner(kind, "consul", "other"));

        assertThat(new Uninstall(kubernetes, Specs.usual(), false, () -> now)
                        .plan()
                        .removed())
                .noneMatch(object -> object.kind() == ResourceKind.VOLUME_CLAIM);
        uninstall(Specs.usual(), false);

        assertThat(kubernetes.objects).containsKey(new ObjectKey("PersistentVolumeClaim", "consul", "data-consul-0"));
    }

    @Test
    void aCertificateWithoutItsCasKeyIsKept() throws InterruptedException {
        bootstrap(Specs.usual());
        var ca =
                (Secret) Objects.requireNonNull(kubernetes.objects.get(new ObjectKey("Secret", "consul", "consul-ca")));
        ca.getData().remove("ca.key");

        uninstall(Specs.usual(), false);

        assertThat(Report.lines(outcomes))
                .contains(
                        "secret/consul-tls kept: cannot be issued again, because the CA's key is not in the cluster (ca.crt, consul-key.key, consul.crt); uninstall --wipe=consul removes it, too");
    }

    @Test
    void aSecondRunRemovesNothing() throws InterruptedException {
        bootstrap(Specs.usual());
        uninstall(Specs.usual(), false);
        outcomes.clear();

        uninstall(Specs.usual(), false);

        assertThat(outcomes).hasSize(4).allMatch(WriteOutcome.Kept.class::isInstance);
    }

    @Test
    void aWipeLeavesTheNamespaceAlone() throws InterruptedException {
        bootstrap(Specs.usual());

        uninstall(Specs.usual(), true);

        assertThat(kubernetes.objects.keySet()).extracting(ObjectKey::toString).containsExactly("namespace/consul");
        assertThat(outcomes).last().isInstanceOf(WriteOutcome.Kept.class);
    }

    @Test
    void keyMaterialIsRecognisedByContentNotByName() throws InterruptedException {
        bootstrap(Specs.with(Map.of("lictor.names.ca-secret", "root", "lictor.names.gossip-secret", "consul-tls")));

        uninstall(Specs.usual(), false);

        assertThat(kubernetes.objects.keySet())
                .extracting(ObjectKey::toString)
                .contains("secret/root", "secret/consul-tls");
    }

    @Test
    void anObjectWithoutOurLabelsIsNotTouched() throws InterruptedException {
        bootstrap(Specs.usual());
        var foreign = new ObjectKey("Service", "consul", "consul-join");
        Objects.requireNonNull(kubernetes.objects.get(foreign)).getMetadata().setLabels(Map.of("app", "other"));
        var other = Specs.with(Map.of("lictor.name", "other"));
        bootstrap(other);

        uninstall(Specs.usual(), true);

        assertThat(kubernetes.objects).containsKey(foreign).containsKey(new ObjectKey("Secret", "consul", "other-tls"));
    }

    @Test
    void claimsAreRemovedBeforeKeysAndTheCaLast() throws InterruptedException {
        bootstrap(Specs.usual());

        uninstall(Specs.usual(), true);

        var lines = Report.lines(outcomes);
        assertThat(lines)
                .containsSubsequence(
                        "persistentvolumeclaim/data-consul-0 removed",
                        "secret/consul-gossip removed",
                        "secret/consul-tls removed",
                        "secret/consul-ca removed");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void serversThatAnotherRunCreatesKeepTheObjectsTheyUse(boolean wipe) throws InterruptedException {
        var restless = new FakeKubernetesApi() {
            private boolean isCalm;

            @Override
            public void delete(ObjectVersion object) {
                if (!isCalm && object.kind() == ResourceKind.CONFIG_MAP) {
                    isCalm = true;
                    bootstrap(this, Specs.usual());
                }
                super.delete(object);
            }
        };
        bootstrap(restless, Specs.usual());

        new Uninstall(restless, Specs.usual(), wipe, () -> now).run(TIMEOUT, outcomes::add, progress::add);

        assertThat(progress).containsExactly("another run created servers in the meantime");
        assertThat(restless.objects.keySet())
                .extracting(ObjectKey::kind)
                .doesNotContain("StatefulSet", "ConfigMap", "Service");
        assertThat(restless.objects.keySet().stream().anyMatch(key -> key.kind().equals("Secret")))
                .isEqualTo(!wipe);
    }

    @Test
    void serversThatAreCreatedDuringTheWaitAreRemoved() throws InterruptedException {
        var restless = new FakeKubernetesApi() {
            private boolean isWatched;
            private int looks;

            @Override
            public List<Pod> pods(String namespace, Map<String, String> labels) {
                if (isWatched && looks++ == 1) {
                    bootstrap(this, Specs.usual());
                }
                return looks > 2 && !objects.containsKey(SERVERS) ? List.of() : List.of(pod("consul-0"));
            }
        };
        bootstrap(restless, Specs.usual());
        restless.isWatched = true;

        var remaining =
                new Uninstall(restless, Specs.usual(), false, () -> now).run(TIMEOUT, outcomes::add, progress::add);

        assertThat(remaining).isEmpty();
        assertThat(Report.lines(outcomes)).startsWith("statefulset/consul removed", "statefulset/consul removed");
        assertThat(restless.objects).doesNotContainKey(SERVERS);
    }

    @Test
    void podsThatDoNotEndInTimeKeepTheObjectsTheyUse() throws InterruptedException {
        bootstrap(Specs.usual());
        kubernetes.pods.add(pod("consul-0"));

        var remaining = uninstall(Specs.usual(), true);

        assertThat(remaining).containsExactly("consul-0");
        assertThat(progress).containsExactly("waiting for pods to end: consul-0");
        assertThat(Report.lines(outcomes)).containsExactly("statefulset/consul removed");
        assertThat(kubernetes.objects).containsKey(new ObjectKey("PersistentVolumeClaim", "consul", "data-consul-0"));
    }

    @Test
    void aPlanChangesNothing() {
        bootstrap(Specs.usual());
        var before = List.copyOf(kubernetes.objects.keySet());

        var plan = new Uninstall(kubernetes, Specs.usual(), true, () -> now).plan();

        assertThat(plan.removed()).hasSize(13).first().extracting("key").isEqualTo(SERVERS);
        assertThat(kubernetes.objects.keySet()).containsExactlyElementsOf(before);
    }

    private void own(OwnerReference... owners) {
        kubernetes.objects.values().stream()
                .filter(PersistentVolumeClaim.class::isInstance)
                .forEach(claim -> claim.getMetadata().setOwnerReferences(List.of(owners)));
    }

    private OwnerReference servers() {
        return owner(
                "StatefulSet",
                "consul",
                FakeKubernetesApi.uid(Objects.requireNonNull(kubernetes.objects.get(SERVERS))));
    }

    private static OwnerReference owner(String kind, String name, String uid) {
        return new OwnerReferenceBuilder()
                .withKind(kind)
                .withName(name)
                .withUid(uid)
                .build();
    }

    private void bootstrap(ClusterSpec spec) {
        bootstrap(kubernetes, spec);
    }

    private void bootstrap(FakeKubernetesApi kubernetes, ClusterSpec spec) {
        new PlanExecutor(
                        kubernetes,
                        BootstrapRequest.of(spec),
                        new KeyMaterialFactory(spec, new SecureRandom(), () -> now),
                        () -> now)
                .run();
        var claim = new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withName("data-%s-0".formatted(spec.name()))
                .withNamespace("consul")
                .withLabels(Labels.lasting(spec))
                .endMetadata()
                .build();
        kubernetes.objects.put(ObjectKey.of(claim), claim);
    }

    /** Each reading of the clock advances it by half of the timeout. */
    private List<String> uninstall(ClusterSpec spec, boolean wipe) throws InterruptedException {
        return new Uninstall(kubernetes, spec, wipe, () -> now = now.plus(TIMEOUT.dividedBy(2)))
                .run(TIMEOUT, outcomes::add, progress::add);
    }

    private static Pod pod(String name) {
        return new PodBuilder().withNewMetadata().withName(name).endMetadata().build();
    }
}
