package dev.lictor.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lictor.bootstrap.keys.KeyMaterialFactory;
import dev.lictor.bootstrap.keys.SuppliedKeys;
import dev.lictor.bootstrap.plan.AdoptionPolicy;
import dev.lictor.bootstrap.plan.BootstrapRequest;
import dev.lictor.bootstrap.plan.ConflictPolicy;
import dev.lictor.bootstrap.plan.Omission;
import dev.lictor.bootstrap.rollout.KnownLeaders;
import dev.lictor.bootstrap.rollout.PodReadiness;
import dev.lictor.bootstrap.rollout.RolloutStatus;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.consul.ConsulError.Cause;
import dev.lictor.consul.ConsulResult;
import dev.lictor.kubernetes.DryRunResult;
import dev.lictor.kubernetes.KubernetesApiException;
import dev.lictor.kubernetes.ObjectKey;
import dev.lictor.kubernetes.WriteOutcome;
import dev.lictor.manifests.Labels;
import dev.lictor.testing.FakeKubernetesApi;
import dev.lictor.testing.FakeRaftServers;
import dev.lictor.testing.ServerPods;
import dev.lictor.testing.Specs;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which stages of a run are called, in which order, and which are not. */
class BootstrapRunTest {
    private static final ClusterSpec THREE = Specs.usual();
    private static final ClusterSpec FIVE = Specs.with(Map.of("lictor.servers", "5"));
    private static final ClusterSpec WITH_KEYS = Specs.with(Map.of("lictor.extra.consul", "{\"log_level\": \"WARN\"}"));
    private static final ClusterSpec WITH_OTHER_KEYS =
            Specs.with(Map.of("lictor.extra.consul", "{\"log_level\": \"INFO\"}"));
    private static final InstantSource CLOCK = () -> Instant.parse("2026-03-01T12:00:00Z");

    private final Servers kubernetes = new Servers();
    private final Raft raft = new Raft();
    private final FakeRaftServers running = new FakeRaftServers("consul-0", "consul-1", "consul-2");
    /** What happened, in order. */
    private final List<String> log = new ArrayList<>();

    private boolean passesPreflight = true;
    private Optional<String> failedChecks = Optional.empty();
    private AdoptionPolicy adoption = AdoptionPolicy.REFUSE;

    /** Has a ready pod for each server from the moment its StatefulSet is written. */
    private final class Servers extends FakeKubernetesApi {
        private boolean podsAreReady = true;
        private boolean podsAreOurs = true;
        private boolean refusesTheStatefulSet;
        private Map<String, String> annotations = Map.of();

        @Override
        public void apply(HasMetadata desired) {
            super.apply(desired);
            if (desired instanceof StatefulSet set) {
                log.add("write statefulset");
                pods.clear();
                THREE.names().servers(set.getSpec().getReplicas()).stream()
                        .map(name -> new ServerPods(name).updated())
                        .map(pod -> podsAreReady ? pod : pod.unready())
                        .map(ServerPods::pod)
                        .map(pod -> podsAreOurs ? labelled(pod) : pod)
                        .forEach(pods::add);
                objects.put(ObjectKey.of(set), observed(set));
            }
        }

        private static Pod labelled(Pod pod) {
            return new PodBuilder(pod)
                    .editMetadata()
                    .addToLabels(Labels.selector(THREE))
                    .endMetadata()
                    .build();
        }

        private StatefulSet observed(StatefulSet set) {
            return new StatefulSetBuilder(set)
                    .editMetadata()
                    .withGeneration(1L)
                    .addToAnnotations(annotations)
                    .endMetadata()
                    .withNewStatus()
                    .withObservedGeneration(1L)
                    .withUpdateRevision(ServerPods.WANTED)
                    .withReadyReplicas(
                            (int) pods.stream().filter(PodReadiness::isReady).count())
                    .withUpdatedReplicas(pods.size())
                    .endStatus()
                    .build();
        }

        @Override
        public DryRunResult dryRunApply(HasMetadata desired) {
            return refusesTheStatefulSet && desired instanceof StatefulSet
                    ? new DryRunResult.Invalid(Optional.empty(), "no such volume")
                    : super.dryRunApply(desired);
        }

        @Override
        public void create(HasMetadata desired) {
            if (desired.getKind().equals("Event")) {
                log.add("record event");
            } else {
                super.create(desired);
            }
        }
    }

    private final class Raft implements RaftPeers {
        private final List<ConsulResult<Integer>> counts = new ArrayList<>();
        private Optional<RaftProgress> progress = Optional.of(new RaftProgress(900, Set.of("id")));
        private int open;

        Raft opened() {
            log.add("connect to servers");
            open++;
            return this;
        }

        /** The last answer is repeated. */
        @Override
        public ConsulResult<Integer> count() {
            log.add("count peers");
            return counts.size() > 1 ? counts.removeFirst() : counts.getFirst();
        }

        @Override
        public ConsulResult<Integer> highestCount(List<String> servers) {
            throw new AssertionError("no server is replaced");
        }

        @Override
        public KnownLeaders leaders(List<String> servers) {
            throw new AssertionError("no server is replaced");
        }

        @Override
        public Optional<RaftProgress> progress() {
            log.add("read raft index");
            return progress;
        }

        @Override
        public ConsulResult<Boolean> forget(String server) {
            throw new AssertionError("no server was removed");
        }

        @Override
        public void close() {
            open--;
        }
    }

    private final class Checks implements RunChecks {
        @Override
        public boolean passesPreflight() {
            log.add("preflight");
            return passesPreflight;
        }

        @Override
        public Verifier prepareVerification() {
            log.add("prepare verification");
            return new Verifier() {
                @Override
                public Optional<String> run(Duration timeout, Consumer<String> progress) {
                    log.add("verify");
                    return failedChecks;
                }
            };
        }
    }

    private final class Observer implements RunObserver {
        @Override
        public void started(Supplier<List<WriteOutcome>> written) {
            log.add("start");
        }

        @Override
        public void progress(String line) {
            log.add("> " + line);
        }

        @Override
        public void outcomes(List<WriteOutcome> outcomes, boolean carriedOut) {
            log.add(carriedOut ? "report outcomes" : "report plan");
        }

        @Override
        public void omissions(List<Omission> omissions) {
            throw new AssertionError("the fake leaves nothing out");
        }

        @Override
        public void outdated(List<String> servers) {
            log.add("report outdated " + servers);
        }

        @Override
        public void rolloutSkipped() {
            log.add("report rollout skipped");
        }

        @Override
        public void rollout(RolloutStatus status) {
            log.add("report rollout");
        }

        @Override
        public void dataLost(String words) {
            log.add("report data lost");
        }
    }

    private BootstrapResult run(RunOptions.Mode mode) throws InterruptedException {
        return run(mode, THREE);
    }

    /** The timeout is zero, so a stage that waits stops the run at its first look. */
    private BootstrapResult run(RunOptions.Mode mode, ClusterSpec spec) throws InterruptedException {
        var result = new BootstrapRun(
                        new BootstrapRequest(spec, SuppliedKeys.none(), adoption, ConflictPolicy.YIELD),
                        new RunOptions(mode, Duration.ZERO, "test"),
                        new BootstrapTarget(kubernetes, running, raft::opened),
                        new KeyMaterialFactory(spec, new SecureRandom(), CLOCK),
                        new Checks(),
                        new Observer(),
                        CLOCK)
                .run();
        assertThat(raft.open).as("open connections").isZero();
        return result;
    }

    @Test
    void aConfigurationThatConsulHasNotAcceptedIsNotWritten() throws InterruptedException {
        assertThat(run(RunOptions.Mode.NO_VERIFY, WITH_KEYS)).isEqualTo(new BootstrapResult.Ready());
        log.clear();

        assertThat(run(RunOptions.Mode.NO_VERIFY, WITH_OTHER_KEYS))
                .isEqualTo(new BootstrapResult.ConfigurationNotChecked("the pod is created"));
        assertThat(log).doesNotContain("write statefulset", "report outcomes", "record event");
        assertThat(run(RunOptions.Mode.DRY_RUN, WITH_OTHER_KEYS)).isEqualTo(new BootstrapResult.Planned());
    }

    @Test
    void allStagesRunInTheirOrder() throws InterruptedException {
        assertThat(run(RunOptions.Mode.FULL)).isEqualTo(new BootstrapResult.Verified());

        assertThat(log)
                .containsExactly(
                        "preflight",
                        "prepare verification",
                        "start",
                        "write statefulset",
                        "report outcomes",
                        "record event",
                        "> 3 of 3 servers ready",
                        "report rollout",
                        "verify",
                        "connect to servers",
                        "read raft index");
    }

    @ParameterizedTest
    @EnumSource
    void aRunThatPreflightRefusesWritesNothing(RunOptions.Mode mode) throws InterruptedException {
        passesPreflight = false;

        assertThat(run(mode)).isEqualTo(new BootstrapResult.PreflightRefused());

        assertThat(log).containsExactly("preflight");
        assertThat(kubernetes.writes).isEmpty();
    }

    @Test
    void preflightAloneReadsNoPlan() throws InterruptedException {
        assertThat(run(RunOptions.Mode.PREFLIGHT)).isEqualTo(new BootstrapResult.PreflightPassed());

        assertThat(log).containsExactly("preflight");
        assertThat(kubernetes.writes).isEmpty();
    }

    @Test
    void aDryRunEndsAfterThePlan() throws InterruptedException {
        assertThat(run(RunOptions.Mode.DRY_RUN)).isEqualTo(new BootstrapResult.Planned());

        assertThat(log).containsExactly("preflight", "start", "report plan");
        assertThat(kubernetes.writes).isEmpty();
    }

    @Test
    void aDryRunNamesTheServersThatARolloutWouldReplace() throws InterruptedException {
        run(RunOptions.Mode.NO_WAIT);
        kubernetes.pods.set(0, Servers.labelled(new ServerPods("consul-0").pod()));
        log.clear();

        assertThat(run(RunOptions.Mode.DRY_RUN)).isEqualTo(new BootstrapResult.Planned());

        assertThat(log).containsExactly("preflight", "start", "report plan", "report outdated [consul-0]");
    }

    @Test
    void aDryRunWithARefusalNamesNoServers() throws InterruptedException {
        run(RunOptions.Mode.NO_WAIT);
        kubernetes.pods.set(0, Servers.labelled(new ServerPods("consul-0").pod()));
        kubernetes.refusesTheStatefulSet = true;
        kubernetes.writes.clear();
        log.clear();

        assertThat(run(RunOptions.Mode.DRY_RUN)).isEqualTo(new BootstrapResult.PlanRefused());

        assertThat(log).containsExactly("preflight", "start", "report plan");
        assertThat(kubernetes.writes).isEmpty();
    }

    @Test
    void aRefusedPlanChangesNoServers() throws InterruptedException {
        run(RunOptions.Mode.NO_WAIT);
        kubernetes.refusesTheStatefulSet = true;
        adoption = AdoptionPolicy.ADOPT;
        log.clear();

        assertThat(run(RunOptions.Mode.FULL)).isEqualTo(new BootstrapResult.PlanRefused());

        assertThat(log).containsExactly("preflight", "prepare verification", "start", "report plan", "record event");
    }

    @Test
    void aTakeoverThatStopsEndsTheRun() throws InterruptedException {
        adoption = AdoptionPolicy.ADOPT;
        kubernetes.podsAreOurs = false;
        running.nobodyLeads();

        assertThat(run(RunOptions.Mode.FULL)).isInstanceOf(BootstrapResult.TakeoverStopped.class);

        assertThat(log)
                .containsSubsequence("write statefulset", "report outcomes", "record event")
                .doesNotContain("report rollout", "verify", "connect to servers");
    }

    @Test
    void aScaleDownThatIsNotPossibleIsKnownBeforeTheFirstWrite() throws InterruptedException {
        run(RunOptions.Mode.NO_WAIT, FIVE);
        kubernetes.writes.clear();
        log.clear();
        raft.counts.add(ConsulResult.failed(Cause.REFUSED, "no answer"));

        assertThat(run(RunOptions.Mode.FULL)).isInstanceOf(BootstrapResult.ScaleDownNotPossible.class);

        assertThat(log)
                .startsWith("preflight", "prepare verification", "start", "connect to servers", "count peers")
                .doesNotContain("report outcomes", "report rollout", "verify");
        assertThat(kubernetes.writes).isEmpty();
    }

    @Test
    void aScaleDownOfARefusedPlanAsksNoServer() throws InterruptedException {
        run(RunOptions.Mode.NO_WAIT, FIVE);
        log.clear();
        kubernetes.refusesTheStatefulSet = true;

        assertThat(run(RunOptions.Mode.FULL)).isEqualTo(new BootstrapResult.PlanRefused());

        assertThat(log).doesNotContain("connect to servers", "write statefulset");
    }

    @ParameterizedTest
    @EnumSource(names = {"NO_WAIT", "NO_VERIFY", "FULL"})
    void aScaleDownThatStopsEndsTheRun(RunOptions.Mode mode) throws InterruptedException {
        run(RunOptions.Mode.NO_WAIT, FIVE);
        log.clear();
        raft.counts.add(new ConsulResult.Seen<>(5));
        raft.counts.add(ConsulResult.failed(Cause.REFUSED, "no answer"));

        assertThat(run(mode)).isInstanceOf(BootstrapResult.ScaleDownStopped.class);

        assertThat(log)
                .containsSubsequence("count peers", "report outcomes", "record event", "count peers")
                .doesNotContain("report rollout", "verify");
    }

    @Test
    void aRolloutThatStopsIsReportedAndNotVerified() throws InterruptedException {
        kubernetes.podsAreReady = false;

        assertThat(run(RunOptions.Mode.FULL))
                .isInstanceOfSatisfying(
                        BootstrapResult.RolloutStopped.class,
                        stopped -> assertThat(stopped.status().ready()).isZero());

        assertThat(log).contains("report rollout").doesNotContain("verify", "connect to servers");
    }

    @Test
    void theDataIsComparedAlsoIfACheckFails() throws InterruptedException {
        failedChecks = Optional.of("1 of 9 checks failed: leader");

        assertThat(run(RunOptions.Mode.FULL))
                .isEqualTo(new BootstrapResult.NotVerified("1 of 9 checks failed: leader"));

        assertThat(log).endsWith("verify", "connect to servers", "read raft index");
    }

    @Test
    void lostDataIsReportedAlthoughAllChecksPass() throws InterruptedException {
        dataOfAnEarlierRun();

        assertThat(run(RunOptions.Mode.FULL)).isEqualTo(new BootstrapResult.DataLost());

        assertThat(log).endsWith("verify", "connect to servers", "read raft index", "report data lost");
    }

    @Test
    void aFailedCheckComesBeforeLostData() throws InterruptedException {
        dataOfAnEarlierRun();
        failedChecks = Optional.of("1 of 9 checks failed: leader");

        assertThat(run(RunOptions.Mode.FULL)).isInstanceOf(BootstrapResult.NotVerified.class);

        assertThat(log).endsWith("report data lost");
    }

    private void dataOfAnEarlierRun() {
        kubernetes.annotations = Map.of(DataRecord.ANNOTATION, "{\"index\":100000,\"servers\":[\"id\"]}");
    }

    @Test
    void withoutAWaitNoServerIsLookedAt() throws InterruptedException {
        kubernetes.podsAreReady = false;

        assertThat(run(RunOptions.Mode.NO_WAIT)).isEqualTo(new BootstrapResult.Written());

        assertThat(log).containsExactly("preflight", "start", "write statefulset", "report outcomes", "record event");
    }

    @Test
    void withoutAVerificationNoServerIsConnectedTo() throws InterruptedException {
        assertThat(run(RunOptions.Mode.NO_VERIFY)).isEqualTo(new BootstrapResult.Ready());

        assertThat(log)
                .contains("report rollout")
                .doesNotContain("prepare verification", "verify", "connect to servers");
    }

    @Test
    void serversThatCannotBeReachedStopARunBeforeItStarts() {
        var checks = new RunChecks() {
            @Override
            public boolean passesPreflight() {
                return true;
            }

            @Override
            public Verifier prepareVerification() {
                throw new KubernetesApiException(KubernetesApiException.Reason.FORBIDDEN, "pods/portforward");
            }
        };
        var run = new BootstrapRun(
                BootstrapRequest.of(THREE),
                new RunOptions(RunOptions.Mode.FULL, Duration.ZERO, "test"),
                new BootstrapTarget(kubernetes, running, raft::opened),
                new KeyMaterialFactory(THREE, new SecureRandom(), CLOCK),
                checks,
                new Observer(),
                CLOCK);

        assertThatThrownBy(run::run).hasMessage("pods/portforward");

        assertThat(log).isEmpty();
        assertThat(kubernetes.writes).isEmpty();
    }
}
