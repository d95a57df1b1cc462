package dev.lictor.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.bootstrap.keys.KeyMaterialFactory;
import dev.lictor.bootstrap.plan.BootstrapRequest;
import dev.lictor.bootstrap.plan.Step;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.kubernetes.ObjectKey;
import dev.lictor.kubernetes.WriteOutcome;
import dev.lictor.manifests.ConfigMapObject;
import dev.lictor.testing.FakeKubernetesApi;
import dev.lictor.testing.Specs;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What other runs do between the reading of one object and that of the next, and between reading and writing. */
class ConcurrentRunsTest {
    private static final ClusterSpec SPEC = Specs.usual();
    private static final ClusterSpec OTHER = Specs.with(Map.of("lictor.ui", "true"));
    private static final ObjectKey CA = secret("consul-ca");
    private static final ObjectKey SERVER = secret("consul-tls");
    private static final ObjectKey CONFIGURATION = new ObjectKey("ConfigMap", "consul", "consul-config");
    private static final ObjectKey CLIENTS = new ObjectKey("Service", "consul", "consul");
    private static final ObjectKey SERVERS = new ObjectKey("StatefulSet", "consul", "consul");

    /** Whose answers are older than the next, and in which others write between a run's calls. */
    private static final class Restless extends FakeKubernetesApi {
        /** What an object was a moment ago, for whoever asks first. */
        private final Map<ObjectKey, Optional<HasMetadata>> earlier = new ConcurrentHashMap<>();

        private final Map<ObjectKey, Runnable> beforeWrite = new ConcurrentHashMap<>();
        private final Map<ObjectKey, AtomicInteger> reads = new ConcurrentHashMap<>();
        private final AtomicInteger looks = new AtomicInteger();
        private Runnable beforeSecondRead = () -> {};

        int reads(ObjectKey key) {
            return reads.getOrDefault(key, new AtomicInteger()).get();
        }

        @Override
        public Optional<HasMetadata> find(HasMetadata like) {
            var key = ObjectKey.of(like);
            if (reads.computeIfAbsent(key, _ -> new AtomicInteger()).incrementAndGet() == 2 && key.equals(CA)) {
                beforeSecondRead.run();
            }
            var answer = earlier.remove(key);
            return answer == null ? super.find(like) : answer;
        }

        /** Their statuses change all the time. */
        @Override
        public List<Pod> pods(String namespace, List<String> names) {
            return super.pods(namespace, names).stream()
                    .map(pod -> new PodBuilder(pod)
                            .editMetadata()
                            .withResourceVersion(String.valueOf(looks.incrementAndGet()))
                            .endMetadata()
                            .build())
                    .toList();
        }

        @Override
        public void apply(HasMetadata desired) {
            Optional.ofNullable(beforeWrite.remove(ObjectKey.of(desired))).ifPresent(Runnable::run);
            super.apply(desired);
        }

        /** The intruder comes before the object is looked for. */
        @Override
        public void applyNew(HasMetadata desired) {
            Optional.ofNullable(beforeWrite.remove(ObjectKey.of(desired))).ifPresent(Runnable::run);
            super.applyNew(desired);
        }

        /** The intruder comes before the version is looked at. */
        @Override
        public void apply(HasMetadata live, HasMetadata desired) {
            Optional.ofNullable(beforeWrite.remove(ObjectKey.of(desired))).ifPresent(Runnable::run);
            super.apply(live, desired);
        }
    }

    private final Restless kubernetes = new Restless();
    private Instant now = Instant.parse("2026-03-01T12:00:00Z");

    @ParameterizedTest
    @ValueSource(strings = {"consul-ca", "consul-gossip", "consul-tls"})
    void aSecretThatWasNotThereYetWhenTheServersWereIsNotCalledGone(String name) {
        run(SPEC);
        kubernetes.earlier.put(secret(name), Optional.empty());

        assertThat(Report.lines(run(SPEC))).allMatch(line -> line.endsWith(" unchanged") || line.contains(" kept: "));
    }

    @Test
    void aCaThatHasBeenReplacedSinceItWasReadIsNotSaidToBeAnother() {
        run(SPEC);
        var former = new SecretBuilder((Secret) object(CA))
                .editMetadata()
                .withUid("former")
                .endMetadata()
                .build();
        kubernetes.objects.clear();
        run(SPEC);
        kubernetes.earlier.put(CA, Optional.of(former));

        assertThat(run(SPEC)).noneMatch(WriteOutcome.Refused.class::isInstance);
    }

    @Test
    void aRefusalCountsOnceASecondReadingHasFoundTheSame() {
        run(SPEC);
        kubernetes.objects.remove(CA);
        kubernetes.reads.clear();

        assertThat(run(SPEC)).anyMatch(WriteOutcome.Refused.class::isInstance);

        assertThat(kubernetes.reads(CA)).isEqualTo(2);
    }

    @Test
    void whatChangesAllTheTimeIsNotReadForEver() {
        run(SPEC);
        kubernetes.objects.remove(CA);
        kubernetes.pods.add(new PodBuilder()
                .withNewMetadata()
                .withName("consul-0")
                .withNamespace("consul")
                .endMetadata()
                .build());

        assertThat(run(SPEC)).anyMatch(WriteOutcome.Refused.class::isInstance);
    }

    @Test
    void aDryRunReadsAgainAsWell() {
        run(SPEC);
        kubernetes.earlier.put(CA, Optional.empty());

        assertThat(bootstrap(SPEC).plan().isRefused()).isFalse();
    }

    @Test
    void noCertificateIsIssuedByACaThatWasPutThereAfterTheDecision() {
        run(SPEC);
        var before = object(SERVER);
        now = now.plus(Duration.ofDays(300));
        kubernetes.reads.clear();
        kubernetes.beforeSecondRead = () -> kubernetes.objects.put(CA, anotherCa());

        assertThat(Report.lines(run(SPEC)))
                .anyMatch(line -> line.startsWith("secret/consul-ca refused: holds another CA"));

        assertThat(object(SERVER)).isEqualTo(before);
    }

    @Test
    void ofTwoRunsWithOtherSettingsTheLastOneWinsAndNoConfigurationThatIsMountedIsLost() {
        run(Specs.with(Map.of("lictor.datacenter", "dc3")));
        kubernetes.beforeWrite.put(CONFIGURATION, () -> run(OTHER));

        var outcomes = run(SPEC);

        assertThat(outcomes).noneMatch(WriteOutcome.Refused.class::isInstance);
        assertThat(configurations())
                .containsAllEntriesOf(ConfigMapObject.of(SPEC).getData());
        // of the StatefulSet as the other run left it, whose pods may be about to start
        assertThat(configurations())
                .containsAllEntriesOf(ConfigMapObject.of(OTHER).getData());
        assertThat(bootstrap(SPEC).plan().steps())
                .noneMatch(step -> step.outcome().object().equals(SERVERS) && step instanceof Step.Change);
    }

    @Test
    void aConfigurationThatAnotherRunHasForgottenBeforeAnythingMountedItIsPutBack() {
        run(OTHER);
        kubernetes.beforeWrite.put(
                SERVERS,
                () -> kubernetes.objects.put(
                        CONFIGURATION,
                        new ConfigMapBuilder((ConfigMap) object(CONFIGURATION))
                                .withData(ConfigMapObject.of(OTHER).getData())
                                .build()));

        run(SPEC);

        assertThat(configurations())
                .containsAllEntriesOf(ConfigMapObject.of(SPEC).getData());
    }

    @Test
    void whatAnUninstallHasRemovedMeanwhileIsMadeAgain() {
        kubernetes.beforeWrite.put(SERVERS, () -> kubernetes.objects.remove(CLIENTS));

        run(SPEC);

        assertThat(kubernetes.objects).containsKeys(CLIENTS, SERVERS);
    }

    @Test
    void whatWasWrittenBeforeARefusalIsToldAsWritten() {
        var foreign = new ServiceBuilder()
                .withNewMetadata()
                .withName("consul")
                .withNamespace("consul")
                .endMetadata()
                .build();
        // before the second write, that is of the CA
        kubernetes.beforeNextWrite = () -> kubernetes.beforeNextWrite = () -> kubernetes.objects.put(CLIENTS, foreign);
        var bootstrap = bootstrap(SPEC);

        var outcomes = bootstrap.run();

        assertThat(outcomes)
                .anyMatch(outcome -> outcome instanceof WriteOutcome.Refused
                        && outcome.object().equals(CLIENTS));
        assertThat(outcomes).contains(new WriteOutcome.Created(CA));
        assertThat(bootstrap.written())
                .extracting(WriteOutcome::object)
                .contains(CA)
                .doesNotContain(CLIENTS, SERVERS);
    }

    private PlanExecutor bootstrap(ClusterSpec spec) {
        return new PlanExecutor(
                kubernetes,
                BootstrapRequest.of(spec),
                new KeyMaterialFactory(spec, new SecureRandom(), () -> now),
                () -> now);
    }

    private List<WriteOutcome> run(ClusterSpec spec) {
        return bootstrap(spec).run();
    }

    private HasMetadata object(ObjectKey key) {
        return Objects.requireNonNull(kubernetes.objects.get(key));
    }

    private Map<String, String> configurations() {
        return ((ConfigMap) object(CONFIGURATION)).getData();
    }

    private Secret anotherCa() {
        var elsewhere = new FakeKubernetesApi();
        new PlanExecutor(
                        elsewhere,
                        BootstrapRequest.of(SPEC),
                        new KeyMaterialFactory(SPEC, new SecureRandom(), () -> now),
                        () -> now)
                .run();
        return (Secret) Objects.requireNonNull(elsewhere.objects.get(CA));
    }

    private static ObjectKey secret(String name) {
        return new ObjectKey("Secret", "consul", name);
    }
}
