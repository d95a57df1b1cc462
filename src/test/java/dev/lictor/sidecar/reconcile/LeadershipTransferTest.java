package dev.lictor.sidecar.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.consul.Agent;
import dev.lictor.consul.ConsulApi;
import dev.lictor.consul.ConsulCommands;
import dev.lictor.consul.ConsulCommands.Done;
import dev.lictor.consul.ConsulError.Cause;
import dev.lictor.consul.ConsulResult;
import dev.lictor.consul.ConsulResult.Seen;
import dev.lictor.consul.RaftServer;
import dev.lictor.consul.RaftState;
import dev.lictor.consul.ServerHealth;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class LeadershipTransferTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final List<ServerHealth> THREE =
            List.of(server(2, true, true), server(0, true, true), server(1, true, true));

    private final List<String> asked = new ArrayList<>();
    private boolean sidecarLives = true;
    private ConsulResult<Agent> self = agent("1.22.7", RaftState.LEADER);
    private String leader = "127.0.0.11:8300";
    private ConsulResult<List<ServerHealth>> health = new Seen<>(THREE);
    private Runnable lookedAt = () -> {};
    private List<String> refusing = List.of();

    @Test
    void theLowestOtherOrdinalLeadsNext() throws InterruptedException {
        assertThat(run()).startsWith("handed leadership over to consul-0 within ");
        assertThat(asked).containsExactly("id-0");
    }

    @Test
    void oneThatIsIllOrDoesNotVoteIsPassedOver() throws InterruptedException {
        health = new Seen<>(
                List.of(server(0, false, true), server(2, true, false), server(10, true, true), server(9, true, true)));

        assertThat(run()).startsWith("handed leadership over to consul-9 within ");
    }

    @Test
    void oneThatRefusesIsFollowedByTheNext() throws InterruptedException {
        refusing = List.of("id-0");

        assertThat(run()).startsWith("handed leadership over to consul-2 within ");
        assertThat(asked).containsExactly("id-0", "id-2");
    }

    @Test
    void ifNobodyTakesItTheWordsSayWhy() throws InterruptedException {
        refusing = List.of("id-0", "id-2");

        assertThat(run())
                .isEqualTo(
                        "could not hand over, the others will elect a leader: consul-0: status 500: no; consul-2: status 500: no");
    }

    @Test
    void withoutAHealthyVoterNobodyIsAsked() throws InterruptedException {
        health = new Seen<>(List.of(THREE.getLast()));

        assertThat(handover(this::transfer).run(Duration.ofMillis(200)))
                .isEqualTo("could not hand over, the others will elect a leader: no other server is a healthy voter");
        assertThat(asked).isEmpty();
    }

    @Test
    void aNewLeaderIsGivenTheTimeToFindTheOthersHealthy() throws InterruptedException {
        var looks = new AtomicInteger();
        lookedAt = () -> {
            if (looks.incrementAndGet() == 3) {
                health = new Seen<>(THREE);
            }
        };
        health = new Seen<>(List.of());

        assertThat(run()).startsWith("handed leadership over to consul-0 within ");
    }

    @Test
    void aServerAloneIsNotHeldUp() throws InterruptedException {
        self = agent("1.22.7", RaftState.LEADER, List.of(server("id-1", true), server("id-2", false)));

        assertThat(run()).isEqualTo("no other server votes, so there is no server to transfer leadership to");
    }

    @Test
    void aFollowerHasNothingToHandOver() throws InterruptedException {
        self = agent("1.22.7", RaftState.FOLLOWER);

        assertThat(run()).isEqualTo("this server does not lead, so there is nothing to hand over");
    }

    @Test
    void anOldConsulIsLeftToItsElection() throws InterruptedException {
        self = agent("1.7.2", RaftState.LEADER);

        assertThat(run())
                .isEqualTo(
                        "Consul 1.7.2 cannot transfer leadership, 1.15 and newer can; the others will elect a leader");
        assertThat(asked).isEmpty();
    }

    @Test
    void ifTheSidecarAloneIsRestartedItsServerGoesOnLeading() throws InterruptedException {
        sidecarLives = false;

        assertThat(run()).startsWith("the sidecar does not answer");
        assertThat(asked).isEmpty();
    }

    @Test
    void aConsulThatDoesNotTellIsNotGuessedAt() throws InterruptedException {
        self = ConsulResult.failed(Cause.FORBIDDEN, "status 403: Permission denied");

        assertThat(run())
                .isEqualTo(
                        "Consul does not say whether it leads, so nothing is handed over: status 403: Permission denied");
    }

    @Test
    void thatNoOtherLeadsInTimeIsSaid() throws InterruptedException {
        var handover = handover(_ -> CompletableFuture.completedStage(new Seen<>(Done.DONE)));

        assertThat(handover.run(Duration.ofMillis(200)))
                .isEqualTo("not handed over within 200 ms; the others will elect a leader");
    }

    private String run() throws InterruptedException {
        return handover(this::transfer).run(LIMIT);
    }

    private CompletionStage<ConsulResult<Done>> transfer(Object id) {
        asked.add(id.toString());
        if (refusing.contains(id.toString())) {
            return CompletableFuture.completedStage(ConsulResult.failed(Cause.STATUS, "status 500: no"));
        }
        leader = "127.0.0.10:8300";
        return CompletableFuture.completedStage(new Seen<>(Done.DONE));
    }

    private LeadershipTransfer handover(Function<Object, CompletionStage<ConsulResult<Done>>> transfer) {
        var answers = new HashMap<String, Function<Object, Object>>(Map.of(
                "self", _ -> CompletableFuture.completedStage(self),
                "leader", _ -> CompletableFuture.completedStage(new Seen<>(leader)),
                "health",
                        _ -> {
                            lookedAt.run();
                            return CompletableFuture.completedStage(health);
                        },
                "transferLeadership", transfer::apply));
        return new LeadershipTransfer(
                playing(ConsulApi.class, answers),
                playing(ConsulCommands.class, answers),
                () -> CompletableFuture.completedStage(sidecarLives),
                InstantSource.system());
    }

    /** Of a port only what is played here may be called. */
    private static <T> T playing(Class<T> port, Map<String, Function<Object, Object>> answers) {
        return port.cast(Proxy.newProxyInstance(
                port.getClassLoader(), new Class<?>[] {port}, (_, method, arguments) -> {
                    var answer = answers.get(method.getName());
                    if (answer == null) {
                        throw new AssertionError("nobody asks for " + method.getName());
                    }
                    return answer.apply(arguments == null ? "" : arguments[0]);
                }));
    }

    private static ServerHealth server(int ordinal, boolean healthy, boolean voter) {
        return new ServerHealth(
                "id-" + ordinal, "consul-" + ordinal, healthy, voter, true, ordinal == 1, Optional.empty(), 100);
    }

    private static ConsulResult<Agent> agent(String version, String role) {
        return agent(version, role, List.of(server("id-1", true), server("id-2", true)));
    }

    private static ConsulResult<Agent> agent(String version, String role, List<RaftServer> configuration) {
        return new Seen<>(new Agent(
                "consul-1",
                "id-1",
                version,
                Optional.of("127.0.0.11:8300"),
                Optional.of(new RaftState("", role, 7, 100, 7, 0, Optional.of(Duration.ZERO), 100, 100, configuration)),
                Optional.of(true)));
    }

    private static RaftServer server(String id, boolean voter) {
        return new RaftServer(id, "127.0.0.1:8300", voter);
    }
}
