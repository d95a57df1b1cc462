package dev.lictor.bootstrap.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.bootstrap.RaftPeers;
import dev.lictor.bootstrap.RaftProgress;
import dev.lictor.bootstrap.plan.BootstrapRequest;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.consul.ConsulError.Cause;
import dev.lictor.consul.ConsulResult;
import dev.lictor.kubernetes.KubernetesApiException;
import dev.lictor.kubernetes.ObjectKey;
import dev.lictor.kubernetes.WriteConflictException;
import dev.lictor.manifests.ConfigMapObject;
import dev.lictor.manifests.StatefulSetObject;
import dev.lictor.testing.FakeKubernetesApi;
import dev.lictor.testing.ServerPods;
import dev.lictor.testing.Specs;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Servers of an earlier revision are replaced one at a time, and only while no other is missing. */
class RolloutTest {
    private static final ClusterSpec SPEC = Specs.usual();
    private static final ClusterSpec IN_PODS = Specs.with(Map.of("lictor.storage.kind", "empty-dir"));
    private static final ObjectKey SET = ObjectKey.of(StatefulSetObject.of(SPEC));
    private static final ObjectKey CONFIGURATION = ObjectKey.of(ConfigMapObject.of(SPEC));

    private final Controlled kubernetes = new Controlled();
    private final Raft raft = new Raft();
    private final List<String> told = new ArrayList<>();
    private Instant now = Instant.parse("2026-03-01T12:00:00Z");

    /** A pod that ends comes back as the wanted revision, ready at the second look at it. */
    private static final class Controlled extends FakeKubernetesApi {
        private final List<String> done = new ArrayList<>();
        private final Map<String, Integer> starting = new HashMap<>();
        private Optional<String> budget = Optional.empty();
        private boolean superseded;
        private boolean mayListEvents = true;
        /** Without which no server is ready. */
        private int majority;

        @Override
        public Optional<String> evict(Pod pod) {
            if (superseded) {
                superseded = false;
                throw new WriteConflictException("another resourceVersion");
            }
            if (budget.isEmpty()) {
                done.add("evicts " + pod.getMetadata().getName());
                comesBack(pod);
            }
            return budget;
        }

        @Override
        public List<String> events(HasMetadata about, String reason) {
            if (!mayListEvents) {
                throw new KubernetesApiException(KubernetesApiException.Reason.FORBIDDEN, "cannot list events");
            }
            return super.events(about, reason);
        }

        @Override
        public void deletePod(Pod pod) {
            done.add("deletes " + pod.getMetadata().getName());
            comesBack(pod);
        }

        private void comesBack(Pod pod) {
            var name = pod.getMetadata().getName();
            pods.remove(pod);
            starting.put(name, 2);
            pods.add(new ServerPods(name).updated().unready().pod());
        }

        @Override
        public List<Pod> pods(String namespace, Map<String, String> labels) {
            var seen = List.copyOf(pods);
            starting.replaceAll((_, looks) -> Math.max(0, looks - 1));
            pods.replaceAll(pod -> {
                var name = pod.getMetadata().getName();
                return Integer.valueOf(0).equals(starting.get(name)) && updated() >= majority
                        ? new ServerPods(name).updated().pod()
                        : pod;
            });
            starting.values().removeIf(looks -> looks <= 0 && updated() >= majority);
            return seen;
        }

        private long updated() {
            return pods.stream()
                    .filter(pod -> pod.getMetadata().getLabels().containsValue(ServerPods.WANTED))
                    .count();
        }

        @Override
        public Optional<HasMetadata> find(HasMetadata like) {
            return super.find(like).map(found -> found instanceof StatefulSet set ? observed(set) : found);
        }

        private StatefulSet observed(StatefulSet set) {
            return new StatefulSetBuilder(set)
                    .editMetadata()
                    .withGeneration(2L)
                    .endMetadata()
                    .withNewStatus()
                    .withObservedGeneration(2L)
                    .withUpdateRevision(ServerPods.WANTED)
                    .withReadyReplicas(
                            (int) pods.stream().filter(PodReadiness::isReady).count())
                    .withUpdatedReplicas((int) updated())
                    .endStatus()
                    .build();
        }
    }

    private final class Raft implements RaftPeers {
        private ConsulResult<String> leader = new ConsulResult.Seen<>("consul-2");
        private ConsulResult<Integer> count = new ConsulResult.Seen<>(3);
        private final List<List<String>> asked = new ArrayList<>();
        private boolean closed;

        @Override
        public ConsulResult<Integer> count() {
            throw new AssertionError("that needs a token");
        }

        @Override
        public ConsulResult<Integer> highestCount(List<String> servers) {
            return count;
        }

        @Override
        public KnownLeaders leaders(List<String> servers) {
            asked.add(servers);
            var known =
                    kubernetes.updated() < kubernetes.majority ? new ConsulResult.Seen<>(KnownLeaders.NONE) : leader;
            return new KnownLeaders(servers.stream().collect(Collectors.toMap(server -> server, _ -> known)));
        }

        @Override
        public Optional<RaftProgress> progress() {
            throw new AssertionError("nothing needs to know");
        }

        @Override
        public ConsulResult<Boolean> forget(String server) {
            throw new AssertionError("nobody has left");
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @BeforeEach
    void threeServersOfAnEarlierRevision() {
        kubernetes.objects.put(SET, StatefulSetObject.of(SPEC));
        servers(new ServerPods("consul-0"), new ServerPods("consul-1"), new ServerPods("consul-2"));
    }

    @Test
    void oneAfterTheOtherIsReplacedAndTheLeaderLast() throws InterruptedException {
        assertThat(rollout(SPEC).isComplete()).isTrue();

        assertThat(kubernetes.done).containsExactly("evicts consul-1", "evicts consul-0", "evicts consul-2");
        assertThat(told)
                .containsSubsequence(
                        "replacing pod/consul-1",
                        "replacing pod/consul-0",
                        "replacing pod/consul-2",
                        "3 of 3 servers ready");
        assertThat(raft.closed).isTrue();
    }

    @Test
    void whereAllAreOfTheWantedRevisionNobodyIsAsked() throws InterruptedException {
        servers(
                new ServerPods("consul-0").updated(),
                new ServerPods("consul-1").updated(),
                new ServerPods("consul-2").updated());

        assertThat(rollout(SPEC).isComplete()).isTrue();

        assertThat(kubernetes.done).isEmpty();
        assertThat(raft.asked).isEmpty();
    }

    @Test
    void aRunThatWasEndedIsGoneOnWith() throws InterruptedException {
        servers(new ServerPods("consul-0"), new ServerPods("consul-1").updated(), new ServerPods("consul-2"));

        assertThat(rollout(SPEC).isComplete()).isTrue();

        assertThat(kubernetes.done).containsExactly("evicts consul-0", "evicts consul-2");
    }

    @Test
    void noneIsReplacedWhileAnUpdatedOneIsNotReady() throws InterruptedException {
        servers(new ServerPods("consul-0"), new ServerPods("consul-1").updated().unready(), new ServerPods("consul-2"));

        assertThat(rollout(SPEC).hindrances()).contains("pod/consul-1 is not ready, and no other may be missing");

        assertThat(kubernetes.done).isEmpty();
    }

    @Test
    void noneIsReplacedWhileAnotherEndsOrHasNoPod() throws InterruptedException {
        servers(new ServerPods("consul-0"), new ServerPods("consul-1").ending());

        assertThat(rollout(SPEC).hindrances()).contains("pod/consul-1 is ending; consul-2 has no pod");

        assertThat(kubernetes.done).isEmpty();
    }

    @Test
    void whyAServerHasNoPodIsToldWithTheWordsOfKubernetesEvent() throws InterruptedException {
        servers(new ServerPods("consul-0").updated(), new ServerPods("consul-1").updated());
        kubernetes.events = List.of(
                "create Pod consul-2 in StatefulSet consul failed error: pods \"consul-2\" is forbidden: exceeded quota: q");

        assertThat(rollout(SPEC).hindrances())
                .contains(
                        "consul-2: no pod: exceeded quota: q; have the ResourceQuota raised, or make room in the namespace");
    }

    @Test
    void whereEventsMayNotBeListedTheCommandThatShowsThemIsTold() throws InterruptedException {
        servers(new ServerPods("consul-0").updated(), new ServerPods("consul-1").updated());
        kubernetes.mayListEvents = false;

        assertThat(rollout(SPEC).hindrances())
                .contains("consul-2: no pod; kubectl -n consul describe statefulset/consul says why");
    }

    @Test
    void theOneThatIsNotReadyIsReplacedFirst() throws InterruptedException {
        servers(new ServerPods("consul-0").unready(), new ServerPods("consul-1"), new ServerPods("consul-2"));
        raft.count = new ConsulResult.Seen<>(2); // autopilot may have removed it

        assertThat(rollout(SPEC).isComplete()).isFalse(); // and until it is a peer again nothing else is

        assertThat(kubernetes.done).containsExactly("evicts consul-0");
        assertThat(raft.asked.getFirst()).containsExactly("consul-1", "consul-2");
    }

    @Test
    void noneIsReplacedWhileTheServersAgreeOnNoLeader() throws InterruptedException {
        raft.leader = ConsulResult.failed(Cause.TIMEOUT, "no answer within 15000 ms");

        assertThat(rollout(SPEC).hindrances())
                .contains("the servers agree on no leader: consul-0: no answer within 15000 ms");

        assertThat(kubernetes.done).isEmpty();
    }

    /** A first install whose configuration allows no leader, and that has been corrected. */
    @Test
    void serversThatNeverHadALeaderAreAllReplaced() throws InterruptedException {
        kubernetes.majority = 2;
        servers(
                new ServerPods("consul-0").neverReady(),
                new ServerPods("consul-1").neverReady(),
                new ServerPods("consul-2").neverReady());

        assertThat(rollout(SPEC).isComplete()).isTrue();

        assertThat(kubernetes.done).containsExactly("deletes consul-2", "deletes consul-1", "evicts consul-0");
        assertThat(told).contains("replacing pod/consul-2, as none of the servers knows a leader");
    }

    @Test
    void aDisruptionBudgetThatForbidsItIsWaitedFor() throws InterruptedException {
        kubernetes.budget = Optional.of("Cannot evict pod as it would violate the pod's disruption budget.");

        assertThat(rollout(SPEC).hindrances())
                .contains("Cannot evict pod as it would violate the pod's disruption budget.");

        assertThat(kubernetes.done).isEmpty();
    }

    @Test
    void aPodThatChangedMeanwhileIsLookedAtAgain() throws InterruptedException {
        kubernetes.superseded = true;

        assertThat(rollout(SPEC).isComplete()).isTrue();
    }

    @Test
    void podsInWhichConsulDoesNotRunNeedNoMajority() throws InterruptedException {
        servers(
                new ServerPods("consul-0").idle(),
                new ServerPods("consul-1").idle(),
                new ServerPods("consul-2").idle());
        raft.leader = ConsulResult.failed(Cause.REFUSED, "no connection");

        assertThat(rollout(SPEC).isComplete()).isTrue();

        assertThat(kubernetes.done).containsExactly("deletes consul-2", "deletes consul-1", "deletes consul-0");
        assertThat(told).contains("replacing pod/consul-2, in which Consul does not run");
    }

    @Test
    void aPodThatHoldsItsDataIsNotDeletedForThat() throws InterruptedException {
        servers(
                new ServerPods("consul-0").idle(),
                new ServerPods("consul-1").idle(),
                new ServerPods("consul-2").idle());

        assertThat(rollout(IN_PODS).isComplete()).isFalse();

        assertThat(kubernetes.done).isEmpty();
    }

    @Test
    void configurationsThatNoPodMountsAnyMoreAreForgottenAtTheEnd() throws InterruptedException {
        kubernetes.objects.put(CONFIGURATION, ConfigMapObject.of(SPEC, Map.of("config-before.json", "{}")));

        rollout(SPEC);

        assertThat(((ConfigMap) kubernetes.objects.get(CONFIGURATION)).getData())
                .isEqualTo(ConfigMapObject.of(SPEC).getData());
    }

    @Test
    void aConfigurationThatAnotherRunHasAskedForMeanwhileIsKept() throws InterruptedException {
        var another = Specs.with(Map.of("lictor.ui", "true"));
        kubernetes.objects.put(SET, StatefulSetObject.of(another));
        kubernetes.objects.put(
                CONFIGURATION,
                ConfigMapObject.of(another, ConfigMapObject.of(SPEC).getData()));

        rollout(SPEC);

        assertThat(((ConfigMap) kubernetes.objects.get(CONFIGURATION)).getData())
                .containsAllEntriesOf(ConfigMapObject.of(another).getData());
    }

    @Test
    void aSingleServerThatIsNotReadyNeedsNobodyToSpeakForIt() throws InterruptedException {
        var one = Specs.with(Map.of("lictor.servers", "1"));
        kubernetes.objects.put(SET, StatefulSetObject.of(one));
        servers(new ServerPods("consul-0").unready());

        assertThat(rollout(one).isComplete()).isTrue();

        assertThat(kubernetes.done).containsExactly("evicts consul-0");
    }

    private RolloutStatus rollout(ClusterSpec spec) throws InterruptedException {
        return new Rollout(kubernetes, BootstrapRequest.of(spec), () -> raft, this::later, Duration.ofMillis(1))
                .await(Duration.ofMinutes(20), told::add);
    }

    private Instant later() {
        now = now.plus(Duration.ofMinutes(1));
        return now;
    }

    private void servers(ServerPods... states) {
        kubernetes.pods.clear();
        for (var state : states) {
            kubernetes.pods.add(state.pod());
        }
    }
}
