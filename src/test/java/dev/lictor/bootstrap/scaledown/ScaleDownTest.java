package dev.lictor.bootstrap.scaledown;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.bootstrap.RaftPeers;
import dev.lictor.bootstrap.RaftProgress;
import dev.lictor.bootstrap.plan.BootstrapRequest;
import dev.lictor.bootstrap.rollout.KnownLeaders;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.consul.ConsulError.Cause;
import dev.lictor.consul.ConsulResult;
import dev.lictor.kubernetes.ObjectKey;
import dev.lictor.kubernetes.WriteOutcome;
import dev.lictor.manifests.StatefulSetObject;
import dev.lictor.testing.FakeKubernetesApi;
import dev.lictor.testing.Specs;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ScaleDownTest {
    private static final ClusterSpec FIVE = Specs.with(Map.of("lictor.servers", "5"));
    private static final ClusterSpec THREE = Specs.with(Map.of("lictor.servers", "3"));
    private static final ObjectKey SET = ObjectKey.of(StatefulSetObject.of(THREE));

    private final Controlled kubernetes = new Controlled();
    private final Raft raft = new Raft();
    private final List<String> told = new ArrayList<>();
    private Instant now = Instant.parse("2026-03-01T12:00:00Z");

    /** Its pods are always as many as its StatefulSet says. */
    private static final class Controlled extends FakeKubernetesApi {
        private final List<String> done = new ArrayList<>();
        private final Set<String> unready = new HashSet<>();
        private Optional<HasMetadata> keeping = Optional.empty();

        @Override
        public void apply(HasMetadata desired) {
            super.apply(desired);
            if (desired instanceof StatefulSet set) {
                var before = Optional.ofNullable(set.getMetadata().getAnnotations())
                        .map(annotations -> annotations.get(ScaleDownState.SERVERS_BEFORE));
                done.add("%d servers%s"
                        .formatted(
                                set.getSpec().getReplicas(),
                                before.map(there -> ", there were " + there).orElse("")));
                show(set.getSpec().getReplicas());
                keeping.ifPresent(kept -> objects.put(SET, kept));
            }
        }

        void show(int servers) {
            pods.clear();
            Stream.iterate(0, ordinal -> ordinal + 1)
                    .limit(servers)
                    .map(THREE.names()::server)
                    .map(name -> pod(name, !unready.contains(name)))
                    .forEach(pods::add);
        }
    }

    /** Has as many peers as there were pods, until it is told to forget one. */
    private final class Raft implements RaftPeers {
        private final Set<String> peers = new HashSet<>();
        private Optional<ConsulResult<Boolean>> refusal = Optional.empty();
        private Optional<ConsulResult<Integer>> silence = Optional.empty();

        @Override
        public ConsulResult<Integer> count() {
            return silence.orElseGet(() -> new ConsulResult.Seen<>(peers.size()));
        }

        @Override
        public ConsulResult<Integer> highestCount(List<String> servers) {
            throw new AssertionError("nobody needs to know");
        }

        @Override
        public KnownLeaders leaders(List<String> servers) {
            throw new AssertionError("nobody needs to know");
        }

        @Override
        public void close() {}

        @Override
        public Optional<RaftProgress> progress() {
            throw new AssertionError("nothing needs to know");
        }

        @Override
        public ConsulResult<Boolean> forget(String server) {
            if (refusal.isEmpty()) {
                kubernetes.done.add("forgets " + server);
                peers.remove(server);
            }
            return refusal.orElse(new ConsulResult.Seen<>(true));
        }
    }

    @BeforeEach
    void fiveServers() {
        kubernetes.objects.put(SET, StatefulSetObject.of(FIVE));
        kubernetes.show(5);
        raft.peers.addAll(THREE.names().servers(5));
    }

    @Test
    void oneLeavesAfterTheOther() throws InterruptedException {
        assertThat(withdraw()).isEmpty();

        assertThat(kubernetes.done)
                .containsExactly(
                        "4 servers, there were 5",
                        "forgets consul-4",
                        "3 servers, there were 5",
                        "forgets consul-3",
                        "3 servers");
        assertThat(told)
                .containsExactly(
                        "removing consul-4",
                        "removing consul-4 from Raft",
                        "removing consul-3",
                        "removing consul-3 from Raft",
                        "3 servers remain");
        assertThat(due(THREE)).isFalse();
    }

    @Test
    void aRunThatWasEndedIsGoneOnWith() throws InterruptedException {
        kubernetes.apply(fourOfFive());
        kubernetes.done.clear();
        assertThat(due(THREE)).isTrue();

        assertThat(withdraw()).isEmpty();

        assertThat(kubernetes.done)
                .startsWith("forgets consul-4", "3 servers, there were 5")
                .endsWith("3 servers");
    }

    @Test
    void whoWantsAllServersBackGetsThem() throws InterruptedException {
        kubernetes.apply(fourOfFive());
        kubernetes.done.clear();

        assertThat(withdraw(FIVE)).isEmpty();

        assertThat(kubernetes.done).containsExactly("forgets consul-4", "5 servers");
    }

    @Test
    void aNumberThatSomebodyElseKeepsEndsIt() throws InterruptedException {
        kubernetes.keeping = Optional.of(fourOfFive());
        kubernetes.objects.put(SET, fourOfFive());
        kubernetes.show(4);
        raft.peers.remove("consul-4");

        assertThat(withdraw(Specs.with(Map.of("lictor.servers", "5")))).isEmpty();

        assertThat(kubernetes.done).containsExactly("5 servers");
    }

    @Test
    void noneLeavesWhileAnotherIsMissing() throws InterruptedException {
        kubernetes.unready.add("consul-1");
        kubernetes.show(5);

        assertThat(withdraw()).contains("pod/consul-1 is not ready, and no other may be missing");

        assertThat(kubernetes.done).isEmpty();
    }

    @Test
    void whetherTheFirstCanLeaveIsKnownBeforeAnythingIsWritten() throws InterruptedException {
        var withdrawal = new ScaleDown(kubernetes, BootstrapRequest.of(THREE), this::later);
        assertThat(withdrawal.isDue()).isTrue();
        assertThat(withdrawal.awaitFirst(raft, Duration.ofMinutes(30), told::add))
                .isEmpty();

        kubernetes.unready.add("consul-1");
        kubernetes.show(5);
        assertThat(withdrawal.awaitFirst(raft, Duration.ofMinutes(30), told::add))
                .contains("pod/consul-1 is not ready, and no other may be missing");

        assertThat(kubernetes.done).isEmpty();
        assertThat(told).containsExactly("pod/consul-1 is not ready, and no other may be missing");
    }

    @Test
    void aBrokenOneMayLeave() throws InterruptedException {
        kubernetes.unready.add("consul-4");
        kubernetes.show(5);

        assertThat(withdraw()).isEmpty();
    }

    @Test
    void noneLeavesWhereTheServersDoNotSayHowManyTheyAre() throws InterruptedException {
        raft.silence = Optional.of(ConsulResult.failed(Cause.FORBIDDEN, "status 403: Permission denied"));

        assertThat(withdraw()).contains("how many peers Raft has is not known: status 403: Permission denied");

        assertThat(kubernetes.done).isEmpty();
    }

    @Test
    void noneLeavesWhileRaftHasAPeerThatIsNone() throws InterruptedException {
        raft.peers.add("consul-7");

        assertThat(withdraw().orElseThrow()).startsWith("Raft has 6 peers, and there are 5 servers");

        assertThat(kubernetes.done).isEmpty();
    }

    @Test
    void theNextDoesNotLeaveBeforeTheLastIsForgotten() throws InterruptedException {
        raft.refusal = Optional.of(ConsulResult.failed(Cause.FORBIDDEN, "status 403: Permission denied"));

        assertThat(withdraw()).contains("removing consul-4 from Raft: status 403: Permission denied");

        assertThat(kubernetes.done).containsExactly("4 servers, there were 5");
    }

    @Test
    void moreServersAreNoReason() {
        kubernetes.objects.put(SET, StatefulSetObject.of(THREE));

        assertThat(due(FIVE)).isFalse();
    }

    @Test
    void whatIsRememberedOfAnEarlierTimeIsNoReason() {
        kubernetes.objects.put(SET, servers(3, 2));

        assertThat(due(THREE)).isFalse();
    }

    @Test
    void whereNothingChangedNothingIsAsked() {
        assertThat(new ScaleDown(kubernetes, BootstrapRequest.of(THREE), Instant::now)
                        .isDue(List.of(new WriteOutcome.Unchanged(SET))))
                .isFalse();
    }

    private boolean due(ClusterSpec spec) {
        return new ScaleDown(kubernetes, BootstrapRequest.of(spec), Instant::now)
                .isDue(List.of(new WriteOutcome.Changed(SET, List.of("spec.replicas"))));
    }

    private Optional<String> withdraw() throws InterruptedException {
        return withdraw(THREE);
    }

    private Optional<String> withdraw(ClusterSpec spec) throws InterruptedException {
        return new ScaleDown(kubernetes, BootstrapRequest.of(spec), this::later)
                .await(raft, Duration.ofMinutes(30), told::add);
    }

    private Instant later() {
        now = now.plus(Duration.ofMinutes(20));
        return now;
    }

    /** As a run leaves it that was ended when one server had left. */
    private static StatefulSet fourOfFive() {
        return servers(4, 5);
    }

    private static StatefulSet servers(int replicas, int before) {
        return new StatefulSetBuilder(StatefulSetObject.of(THREE))
                .editMetadata()
                .addToAnnotations(ScaleDownState.SERVERS_BEFORE, String.valueOf(before))
                .endMetadata()
                .editSpec()
                .withReplicas(replicas)
                .endSpec()
                .build();
    }

    private static Pod pod(String name, boolean ready) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withNewStatus()
                .addNewCondition()
                .withType("Ready")
                .withStatus(ready ? "True" : "False")
                .endCondition()
                .endStatus()
                .build();
    }
}
