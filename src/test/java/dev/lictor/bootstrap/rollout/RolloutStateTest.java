package dev.lictor.bootstrap.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.cluster.ClusterSpec;
import dev.lictor.consul.ConsulError.Cause;
import dev.lictor.consul.ConsulResult;
import dev.lictor.manifests.StatefulSetObject;
import dev.lictor.testing.ServerPods;
import dev.lictor.testing.Specs;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which server of an earlier revision is replaced next, or why none is. */
class RolloutStateTest {
    private static final String NONE = KnownLeaders.NONE;
    private static final String LEADER = "consul-2";

    private Map<String, String> settings = Map.of();
    private final List<ServerPods> servers = new ArrayList<>(IntStream.range(0, 3)
            .mapToObj(ordinal -> new ServerPods("consul-" + ordinal))
            .toList());
    private final Map<String, ConsulResult<String>> leaders = new TreeMap<>();
    private ConsulResult<Integer> peers = new ConsulResult.Seen<>(3);
    private boolean lasting;

    RolloutStateTest() {
        allKnow(LEADER);
    }

    @Test
    void whereAllAreOfTheWantedRevisionAllIsDone() {
        servers.replaceAll(ServerPods::updated);

        assertThat(unasked().next()).isEqualTo(new RolloutStep.Done());
    }

    @Test
    void thoseThatAreReadyAreAskedFirst() {
        servers.set(1, servers.get(1).unready());

        assertThat(unasked().next()).isEqualTo(new RolloutStep.Ask(List.of("consul-0", "consul-2")));
    }

    @Test
    void theHighestOrdinalGoesFirstAndTheLeaderLast() {
        assertThat(next()).isEqualTo("evict consul-1");

        allKnow("consul-0");
        assertThat(next()).isEqualTo("evict consul-2");

        servers.set(1, servers.get(1).updated());
        servers.set(2, servers.get(2).updated());
        assertThat(next()).isEqualTo("evict consul-0");
    }

    @Test
    void theOneThatIsNotReadyGoesBeforeAllOthersAlsoIfItLeads() {
        servers.set(2, servers.get(2).unready());

        assertThat(next()).isEqualTo("evict consul-2");
    }

    @Test
    void autopilotMayHaveRemovedTheOneThatIsNotReady() {
        servers.set(0, servers.get(0).unready());
        peers = new ConsulResult.Seen<>(2);

        assertThat(next()).isEqualTo("evict consul-0");
    }

    @Test
    void noPeerMayBeMissingWhereAllAreReady() {
        peers = new ConsulResult.Seen<>(2);

        assertThat(next()).startsWith("wait: Raft has 2 peers, and there are 3 servers");
    }

    @Test
    void aPeerThatIsNoneOfTheServersCountsForTheMajority() {
        peers = new ConsulResult.Seen<>(4);

        assertThat(next()).startsWith("wait: Raft has 4 peers, and there are 3 servers");
    }

    /** On empty-dir a server comes back empty, and counts for nothing until it has heard all anew. */
    @Test
    void peersThatNobodyMayCountAreNoReasonToGoOn() {
        peers = ConsulResult.failed(Cause.FORBIDDEN, "status 403: Permission denied");

        assertThat(next()).isEqualTo("wait: how many peers Raft has is not known: status 403: Permission denied");
    }

    @Test
    void whoNamesWhomIsToldWhereTheyAgreeOnNoLeader() {
        leaders.put("consul-0", new ConsulResult.Seen<>(NONE));

        assertThat(next())
                .isEqualTo(
                        "wait: the servers agree on no leader: consul-0 names none; consul-1, consul-2 name consul-2");
    }

    @Test
    void nothingHappensWhileAPodEndsOrIsNotThere() {
        servers.set(1, servers.get(1).ending());
        servers.removeLast();

        assertThat(next()).isEqualTo("wait: pod/consul-1 is ending; consul-2 has no pod");
    }

    @Test
    void anUpdatedServerThatIsNotReadyIsWaitedForHoweverLong() {
        servers.set(1, servers.get(1).updated().unready());
        assertThat(next()).isEqualTo("wait: pod/consul-1 is not ready, and no other may be missing");

        lasting = true;
        assertThat(next()).isEqualTo("wait: pod/consul-1 is not ready, and no other may be missing");

        servers.set(0, servers.get(0).unready());
        assertThat(next()).isEqualTo("wait: pod/consul-1 is not ready, and no other may be missing");
    }

    @Test
    void serversThatAreNotReadyForAMomentAreWaitedFor() {
        servers.replaceAll(ServerPods::unready);
        allKnow(NONE);

        assertThat(next()).isEqualTo("wait: pod/consul-0 is not ready, and no other may be missing");
    }

    @Test
    void whereNoneEverFindsALeaderOneAfterTheOtherIsReplaced() {
        lasting = true;
        servers.replaceAll(ServerPods::unready);
        allKnow(NONE);
        peers = ConsulResult.failed(Cause.STATUS, "status 500: No cluster leader");

        assertThat(unasked().next()).isEqualTo(new RolloutStep.Ask(List.of("consul-0", "consul-1", "consul-2")));
        assertThat(next()).isEqualTo("delete consul-2, as none of the servers knows a leader");

        servers.set(2, servers.get(2).updated());
        assertThat(next())
                .as("which cannot be ready alone")
                .isEqualTo("delete consul-1, as none of the servers knows a leader");

        servers.set(2, servers.get(2).idle());
        assertThat(next())
                .as("the new one is given the time to start")
                .isEqualTo("wait: pod/consul-2 has not started Consul yet");
    }

    @Test
    void aServerThatDoesNotAnswerMayKnowALeader() {
        lasting = true;
        servers.replaceAll(ServerPods::unready);
        allKnow(NONE);
        leaders.put("consul-1", ConsulResult.failed(Cause.TIMEOUT, "no answer within 15000 ms"));

        assertThat(next()).isEqualTo("wait: the servers agree on no leader: consul-1: no answer within 15000 ms");
    }

    @Test
    void aServerThatIsReadyContradictsThatThereIsNoLeader() {
        lasting = true;
        servers.replaceAll(ServerPods::unready);
        servers.set(0, new ServerPods("consul-0"));
        allKnow(NONE);

        assertThat(next()).isEqualTo("wait: the servers agree on no leader: consul-0, consul-1, consul-2 name none");
    }

    @Test
    void whatServersHoldInTheirPodsIsNotGivenUpUnlessNoneWasEverReady() {
        settings = Map.of("lictor.storage.kind", "empty-dir");
        lasting = true;
        allKnow(NONE);
        servers.replaceAll(ServerPods::neverReady);
        assertThat(next()).isEqualTo("delete consul-2, as none of the servers knows a leader");

        servers.set(0, new ServerPods("consul-0").unready());
        assertThat(next())
                .startsWith(
                        "wait: pod/consul-2 is not ready, and what it holds would go with it (lictor.storage.kind is empty-dir)");
    }

    /** As beside a sidecar whose image cannot be pulled. */
    @Test
    void serversThatAllFollowOneLeaderAreReplacedThoughKubernetesCallsNoneReady() {
        lasting = true;
        servers.replaceAll(ServerPods::neverReady);
        assertThat(next()).isEqualTo("delete consul-1, as all servers follow one leader");

        settings = Map.of("lictor.storage.kind", "empty-dir");
        assertThat(next()).isEqualTo("delete consul-1, as all servers follow one leader");

        servers.replaceAll(server -> new ServerPods(server.name()).unready());
        assertThat(next())
                .as("which may be behind the leader")
                .startsWith("wait: pod/consul-1 is not ready, and what it holds");

        settings = Map.of();
        peers = new ConsulResult.Seen<>(4);
        assertThat(next()).startsWith("wait: Raft has 4 peers");

        peers = new ConsulResult.Seen<>(2);
        assertThat(next()).startsWith("wait: Raft has 2 peers");
    }

    @Test
    void serversOfAnEarlierRevisionAreNotMissedBesideAMajorityThatIsReady() {
        settings = Map.of("lictor.servers", "5");
        servers.add(new ServerPods("consul-3").unready());
        servers.add(new ServerPods("consul-4").unready());
        peers = new ConsulResult.Seen<>(5);
        assertThat(next()).isEqualTo("wait: pod/consul-3 is not ready, and no other may be missing");

        lasting = true;
        assertThat(unasked().next()).isEqualTo(new RolloutStep.Ask(List.of("consul-0", "consul-1", "consul-2")));
        assertThat(next()).isEqualTo("delete consul-4, as a majority of the servers is ready");

        peers = new ConsulResult.Seen<>(6);
        assertThat(next()).startsWith("wait: Raft has 6 peers");
    }

    @Test
    void aPodInWhichConsulDoesNotRunNeedsNoMajority() {
        servers.replaceAll(ServerPods::idle);
        allKnow(NONE);
        assertThat(next()).isEqualTo("delete consul-2, in which Consul does not run");

        servers.set(2, servers.get(2).updated());
        assertThat(next()).isEqualTo("wait: pod/consul-2 has not started Consul yet");
    }

    @Test
    void dataInAPodInWhichConsulNeverRanIsNotLostWithIt() {
        settings = Map.of("lictor.storage.kind", "empty-dir");
        servers.set(0, servers.get(0).notStarted());
        servers.set(1, servers.get(1).idle());
        assertThat(next()).isEqualTo("delete consul-0, in which Consul does not run");

        lasting = true;
        servers.set(0, new ServerPods("consul-0").idle());
        assertThat(next()).startsWith("wait: pod/consul-0 is not ready, and what it holds would go with it");

        servers.replaceAll(server -> new ServerPods(server.name()).neverReady().idle());
        assertThat(next()).isEqualTo("delete consul-2, in which Consul does not run");
    }

    @Test
    void aSingleServerThatIsNotReadyNeedsNobodyToSpeakForIt() {
        settings = Map.of("lictor.servers", "1");
        servers.subList(1, 3).clear();
        servers.set(0, servers.get(0).unready());
        assertThat(next()).isEqualTo("evict consul-0");

        settings = Map.of("lictor.servers", "1", "lictor.storage.kind", "empty-dir");
        assertThat(next()).startsWith("wait: pod/consul-0 is not ready, and what it holds would go with it");

        servers.set(0, servers.get(0).neverReady());
        assertThat(next()).isEqualTo("evict consul-0");
    }

    private void allKnow(String leader) {
        Stream.of("consul-0", "consul-1", "consul-2", "consul-3", "consul-4")
                .forEach(server -> leaders.put(server, new ConsulResult.Seen<>(leader)));
    }

    /** In words, after those have been asked that are to be. */
    private String next() {
        var state = unasked();
        var step = state.next();
        if (step instanceof RolloutStep.Ask(var asked)) {
            var known = new TreeMap<>(leaders);
            known.keySet().retainAll(asked);
            step = state.with(new RolloutState.Asked(new KnownLeaders(known), peers))
                    .next();
        }
        return switch (step) {
            case RolloutStep.Ask ask -> throw new AssertionError("they have been asked");
            case RolloutStep.Wait(var why) -> "wait: " + why;
            case RolloutStep.Evict(var pod) -> "evict " + name(pod);
            case RolloutStep.Delete(var pod, var why) -> "delete %s, %s".formatted(name(pod), why);
            case RolloutStep.Done done -> "done";
        };
    }

    private RolloutState unasked() {
        var spec = Specs.with(settings);
        return new RolloutState(
                spec, live(spec), servers.stream().map(ServerPods::pod).toList(), lasting, Optional.empty());
    }

    private static StatefulSet live(ClusterSpec spec) {
        return new StatefulSetBuilder(StatefulSetObject.of(spec))
                .withNewStatus()
                .withUpdateRevision(ServerPods.WANTED)
                .endStatus()
                .build();
    }

    private static String name(Pod pod) {
        return pod.getMetadata().getName();
    }
}
