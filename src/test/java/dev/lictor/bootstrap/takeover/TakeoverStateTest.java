package dev.lictor.bootstrap.takeover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.cluster.ClusterSpec;
import dev.lictor.manifests.Labels;
import dev.lictor.manifests.StatefulSetObject;
import dev.lictor.testing.FakeRaftServers;
import dev.lictor.testing.Specs;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TakeoverStateTest {
    private final ClusterSpec spec = Specs.usual();
    private final List<Pod> pods = new ArrayList<>(List.of(others(0, true), others(1, true), others(2, true)));
    private final Set<String> voting = new HashSet<>();
    private Optional<StatefulSet> set = Optional.of(foreign());
    private boolean clientsFollow;
    private final FakeRaftServers raft = new FakeRaftServers("consul-0", "consul-1", "consul-2");

    @Test
    void theOtherStatefulSetIsGivenUpFirst() {
        assertThat(next()).isEqualTo(new TakeoverStep.Release(foreign()));
    }

    @Test
    void itIsGivenUpOnce() {
        set = Optional.of(new StatefulSetBuilder(foreign())
                .editMetadata()
                .withDeletionTimestamp("2026-03-01T12:00:00Z")
                .endMetadata()
                .build());

        assertThat(next()).isEqualTo(new TakeoverStep.Wait("statefulset/consul is ending"));
    }

    @Test
    void nothingIsGivenUpWhileAServerIsMissingOrNotReady() {
        pods.set(1, others(1, false));

        assertThat(next()).isEqualTo(new TakeoverStep.Wait("consul-1 is not ready"));

        pods.remove(1);
        assertThat(next()).isEqualTo(new TakeoverStep.Wait("consul-1 is not there"));
    }

    @Test
    void oneAfterAnotherGivesWayFromTheHighestDownAndNoneBeforeTheOneBeforeVotes() {
        set = Optional.empty();
        assertThat(next()).isEqualTo(new TakeoverStep.MakeRoom(pods.get(2)));

        pods.set(2, ending(pods.get(2)));
        assertThat(next()).isEqualTo(new TakeoverStep.Wait("consul-2 is ending"));

        pods.remove(2);
        assertThat(next()).isEqualTo(new TakeoverStep.Extend(2, 1));

        set = Optional.of(ours(2, 1));
        assertThat(next()).isEqualTo(new TakeoverStep.Wait("consul-2 is not ready yet"));

        pods.add(ours(2));
        assertThat(next()).isEqualTo(new TakeoverStep.Wait("consul-2 is not ready yet"));

        voting.add("consul-2");
        assertThat(next()).isEqualTo(new TakeoverStep.OpenToClients());

        clientsFollow = true;
        assertThat(next()).isEqualTo(new TakeoverStep.MakeRoom(pods.get(1)));

        pods.remove(1);
        assertThat(next()).isEqualTo(new TakeoverStep.Extend(1, 2));

        set = Optional.of(ours(1, 2));
        pods.add(ours(1));
        assertThat(next()).isEqualTo(new TakeoverStep.Wait("consul-1 is not ready yet"));

        voting.add("consul-1");
        assertThat(next()).isEqualTo(new TakeoverStep.MakeRoom(pods.get(0)));

        pods.remove(0);
        assertThat(next()).isEqualTo(new TakeoverStep.Extend(0, 3));

        set = Optional.of(ours(0, 3));
        assertThat(next()).as("the rollout waits for the last").isEqualTo(new TakeoverStep.Done());
    }

    @Test
    void theLeaderGivesWayLast() {
        set = Optional.empty();
        raft.leader = 2;
        clientsFollow = true;
        assertThat(next()).isEqualTo(new TakeoverStep.MakeRoom(pods.get(0)));

        set = Optional.of(ours(0, 1));
        pods.set(0, ours(0));
        voting.add("consul-0");
        assertThat(next()).isEqualTo(new TakeoverStep.MakeRoom(pods.get(1)));

        set = Optional.of(ours(0, 2));
        pods.set(1, ours(1));
        voting.add("consul-1");
        assertThat(next()).isEqualTo(new TakeoverStep.MakeRoom(pods.get(2)));
    }

    @Test
    void ofTwoNeighboursTheOneThatDoesNotLeadGivesWay() {
        set = Optional.of(ours(1, 1));
        pods.set(1, ours(1));
        voting.add("consul-1");
        clientsFollow = true;

        raft.leader = 2;
        assertThat(next()).isEqualTo(new TakeoverStep.MakeRoom(pods.get(0)));

        raft.leader = 0;
        assertThat(next()).isEqualTo(new TakeoverStep.MakeRoom(pods.get(2)));
    }

    @ParameterizedTest
    @CsvSource({"0, 4 3 2 1 0", "1, 4 3 2 1 0", "2, 4 3 2 1 0", "3, 0 1 2 3 4", "4, 0 1 2 3 4"})
    void theRowBeginsAtTheEndFromWhichTheLeaderComesLater(int leader, String order) {
        assertThat(TakeoverState.order(Specs.with(Map.of("lictor.servers", "5")), Optional.of("consul-" + leader)))
                .isEqualTo(Stream.of(order.split(" ")).map(Integer::valueOf).toList());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void theOneThatIsNotReadyGivesWayBeforeAllOthers(int broken) {
        set = Optional.empty();
        pods.set(broken, others(broken, false));

        assertThat(next()).isEqualTo(new TakeoverStep.MakeRoom(pods.get(broken)));
    }

    @Test
    void noneGivesWayWhileAnotherIsNotReady() {
        set = Optional.of(ours(2, 1));
        pods.set(2, ours(2));
        pods.set(0, others(0, false));
        voting.add("consul-2");
        clientsFollow = true;

        assertThat(next()).isEqualTo(new TakeoverStep.Wait("consul-0 is not ready, and no other may be missing"));
    }

    @Test
    void oursThatNoLongerVotesIsWaitedFor() {
        set = Optional.of(ours(1, 2));
        pods.set(2, ours(2));
        pods.set(1, ours(1));
        voting.add("consul-1");

        assertThat(next()).isEqualTo(new TakeoverStep.Wait("consul-2 is not ready yet"));
    }

    @Test
    void aServerThatIsLostOnTheWayIsMadeAnewWhateverElseIsWaitedFor() {
        set = Optional.of(ours(2, 1));
        pods.set(2, ours(2));
        pods.remove(1);

        assertThat(next()).isEqualTo(new TakeoverStep.Extend(1, 2));
    }

    @Test
    void aClusterThatWasAlwaysOursHasNothingToHandOver() {
        set = Optional.of(ours(0, 3));
        pods.clear();
        clientsFollow = true;

        assertThat(next()).isEqualTo(new TakeoverStep.Done());
    }

    @Test
    void aServerThatIsLostBesideAnotherOfOthersIsMadeAnewAtOnce() {
        set = Optional.of(ours(2, 1));
        pods.set(2, ours(2));
        pods.remove(0);
        voting.add("consul-2");
        clientsFollow = true;

        assertThat(next()).isEqualTo(new TakeoverStep.Extend(0, 3));
    }

    @Test
    void nothingIsGivenUpWhileAServerHangsThatKubernetesCallsReady() {
        raft.silent("consul-0");

        assertThat(next())
                .isEqualTo(new TakeoverStep.Wait(
                        "consul-0 is not ready: does not say how its Raft is: " + FakeRaftServers.SILENCE));
    }

    @Test
    void noneGivesWayWhileAnotherHangs() {
        set = Optional.of(ours(2, 1));
        pods.set(2, ours(2));
        voting.add("consul-2");
        clientsFollow = true;
        raft.silent("consul-0");

        assertThat(next())
                .isEqualTo(new TakeoverStep.Wait("consul-0 is not ready: does not say how its Raft is: "
                        + FakeRaftServers.SILENCE + ", and no other may be missing"));
    }

    @Test
    void noneGivesWayWhileOneOfOursHasNoVoteAnyMore() {
        set = Optional.of(ours(2, 1));
        pods.set(2, ours(2));
        voting.add("consul-2");
        clientsFollow = true;
        raft.voters.remove("consul-2");

        assertThat(next())
                .isEqualTo(new TakeoverStep.Wait(
                        "consul-2 is not ready yet: is no peer in the leader's Raft configuration"));
    }

    @Test
    void noneGivesWayWhileTheLeaderHasNoMajority() {
        set = Optional.empty();
        raft.unconfirmed();

        assertThat(next())
                .isEqualTo(new TakeoverStep.Wait(
                        "consul-1 leads, and did not answer a read that takes a majority: no answer within 15000 ms"));
    }

    @Test
    void whyOneOfOursDoesNotStartIsTold() {
        set = Optional.of(ours(2, 1));
        pods.set(
                2,
                new PodBuilder(pod(2, Labels.selector(spec), false))
                        .editStatus()
                        .addNewContainerStatus()
                        .withName("consul")
                        .withNewState()
                        .withNewWaiting("back-off 10s restarting failed container", "CrashLoopBackOff")
                        .endState()
                        .withNewLastState()
                        .withNewTerminated()
                        .withExitCode(1)
                        .withReason("Error")
                        .withMessage("==> Starting\n==> failed to read node-id: permission denied\n")
                        .endTerminated()
                        .endLastState()
                        .endContainerStatus()
                        .endStatus()
                        .build());

        assertThat(next())
                .isEqualTo(
                        new TakeoverStep.Wait(
                                "consul-2 is not ready yet: consul: CrashLoopBackOff, back-off 10s restarting failed container; consul: ended with exit code 1: ==> failed to read node-id: permission denied"));
    }

    private TakeoverStep next() {
        return new TakeoverState(spec, set, pods, voting, clientsFollow, Optional.of(raft.survey())).next();
    }

    private StatefulSet foreign() {
        return new StatefulSetBuilder(StatefulSetObject.of(spec))
                .editMetadata()
                .withLabels(Map.of("app", "consul"))
                .endMetadata()
                .build();
    }

    private StatefulSet ours(int first, int count) {
        return new StatefulSetBuilder(StatefulSetObject.of(spec))
                .editSpec()
                .withReplicas(count)
                .withNewOrdinals(first)
                .endSpec()
                .build();
    }

    private Pod ours(int ordinal) {
        return pod(ordinal, Labels.selector(spec), true);
    }

    private static Pod others(int ordinal, boolean isReady) {
        return pod(ordinal, Map.of("app", "consul"), isReady);
    }

    private static Pod ending(Pod pod) {
        return new PodBuilder(pod)
                .editMetadata()
                .withDeletionTimestamp("2026-03-01T12:00:00Z")
                .endMetadata()
                .build();
    }

    private static Pod pod(int ordinal, Map<String, String> labels, boolean isReady) {
        return new PodBuilder()
                .withNewMetadata()
                .withName("consul-" + ordinal)
                .withNamespace("consul")
                .withLabels(labels)
                .endMetadata()
                .withNewStatus()
                .addNewCondition()
                .withType("Ready")
                .withStatus(isReady ? "True" : "False")
                .endCondition()
                .endStatus()
                .build();
    }
}
