package dev.lictor.sidecar.observe;

import dev.lictor.consul.Agent;
import dev.lictor.consul.ConsulApi;
import dev.lictor.consul.ConsulError.Cause;
import dev.lictor.consul.ConsulResult;
import dev.lictor.consul.LeaderContact;
import dev.lictor.consul.RaftServer;
import dev.lictor.consul.RaftState;
import dev.lictor.sidecar.OneShotTimer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Asks Consul for agent/self, which tells all of Raft. If that fails, is late or was so the last time, the smaller questions are asked
 * beside it and each other, so that none holds up another; but when a leader was heard only if one is or was named, for before the first
 * election that blocks. A server that leads is asked to confirm it, for one whose disk hangs goes on to say that it leads. All of it is
 * over within the time limit of one question: what is asked late is waited for less long.
 */
public final class Observer {
    /** Many times what an answer takes that does not block. */
    private static final Duration PROMPT = Duration.ofMillis(100);

    private static final Duration LEAST = Duration.ofMillis(1);
    private static final ConsulResult<Agent> LATE = ConsulResult.failed(Cause.TIMEOUT, "late");

    /** What everybody may ask. */
    private record Open(
            ConsulResult<String> leader,
            Optional<ConsulResult<LeaderContact>> contact,
            ConsulResult<List<String>> peers) {}

    private final ConsulApi consul;
    private final Supplier<CertificateExpiry> certificates;
    private final Duration maxAge;
    private final Duration limit;
    private final InstantSource clock;
    private final OneShotTimer timer;

    /**
     * @param maxAge of what agent/self told, if it does not tell anew
     * @param limit of all questions of a poll, and of each
     */
    public Observer(
            ConsulApi consul,
            Supplier<CertificateExpiry> certificates,
            Duration maxAge,
            Duration limit,
            InstantSource clock,
            OneShotTimer timer) {
        this.consul = consul;
        this.certificates = certificates;
        this.maxAge = maxAge;
        this.limit = limit;
        this.clock = clock;
        this.timer = timer;
    }

    public CompletionStage<Observation> observe(Optional<Observation> last) {
        var at = clock.instant();
        var expiry = certificates.get();
        var earlier = last.flatMap(Observation::agentSample);
        var self = consul.self().toCompletableFuture();
        var promptRaft = last.filter(Observer::doubts).isPresent()
                ? CompletableFuture.completedFuture(Optional.<RaftState>empty())
                : prompt(self);
        var open = promptRaft.thenCompose(
                raft -> raft.map(state -> implied(at, state)).orElseGet(() -> asked(at, last, earlier)));
        return open.thenCombine(
                self,
                (answers, agent) -> new Observation(
                        at,
                        Duration.between(at, clock.instant()),
                        answers.leader(),
                        answers.contact(),
                        answers.peers(),
                        agent,
                        sample(at, agent, earlier),
                        expiry));
    }

    /** Whether agent/self failed the last time, or was slow as all else may be. */
    private static boolean doubts(Observation last) {
        return raft(last.self()).isEmpty() || last.took().compareTo(PROMPT) > 0;
    }

    /** The smallest question that tells whether a poll is worth while. */
    public CompletionStage<Optional<ConsulResult<LeaderContact>>> checkLeader(
            boolean leaderKnown, Optional<RaftState> before) {
        var contact = (Supplier<CompletionStage<Optional<ConsulResult<LeaderContact>>>>)
                () -> contact(before, false).thenApply(Optional::of);
        return leaderKnown
                ? contact.get()
                : consul.leader()
                        .thenCompose(named -> named.seen().orElse("").isEmpty()
                                ? CompletableFuture.completedStage(Optional.empty())
                                : contact.get());
    }

    /** What it tells of Raft, or nothing if it fails or is late. */
    private CompletableFuture<Optional<RaftState>> prompt(CompletableFuture<ConsulResult<Agent>> self) {
        if (self.isDone()) {
            return self.thenApply(Observer::raft);
        }
        var late = new CompletableFuture<ConsulResult<Agent>>();
        var off = timer.set(PROMPT, () -> late.complete(LATE));
        return self.applyToEither(late, answer -> {
            off.run();
            return raft(answer);
        });
    }

    /** Nothing if it lacks what the others may tell. */
    private static Optional<RaftState> raft(ConsulResult<Agent> self) {
        return self.seen()
                .flatMap(Agent::raft)
                .filter(raft -> !raft.configuration().isEmpty());
    }

    private CompletionStage<Open> implied(Instant at, RaftState raft) {
        var confirmed = raft.leads()
                ? inTime(at, consul.leaderConfirmation()).thenApply(Optional::of)
                : CompletableFuture.completedStage(Optional.<ConsulResult<LeaderContact>>empty());
        var peers = raft.configuration().stream().map(RaftServer::address).toList();
        return confirmed.thenApply(
                contact -> new Open(new ConsulResult.Seen<>(raft.leader()), contact, new ConsulResult.Seen<>(peers)));
    }

    private CompletionStage<Open> asked(Instant at, Optional<Observation> last, Optional<AgentSample> earlier) {
        var before = earlier.flatMap(sample -> sample.agent().raft());
        boolean seemedToLead =
                last.flatMap(Observation::contact).filter(Observer::seemsToLead).isPresent();
        var leader = inTime(at, consul.leader()).toCompletableFuture();
        var peers = inTime(at, consul.peers()).toCompletableFuture();
        var beside = last.flatMap(Observation::knownLeader)
                .map(_ -> inTime(at, contact(before, seemedToLead)).toCompletableFuture());
        var contact = leader.thenCompose(named -> named.seen().orElse("").isEmpty()
                ? CompletableFuture.completedStage(Optional.<ConsulResult<LeaderContact>>empty())
                : beside.orElseGet(
                                () -> inTime(at, contact(before, seemedToLead)).toCompletableFuture())
                        .thenApply(Optional::of));
        return CompletableFuture.allOf(leader, contact, peers)
                .thenApply(_ -> new Open(leader.join(), contact.join(), peers.join()));
    }

    /** What has not come when a poll's time is over does not come, whenever it was asked for. */
    private <T> CompletionStage<ConsulResult<T>> inTime(Instant at, CompletionStage<ConsulResult<T>> asked) {
        var answer = asked.toCompletableFuture();
        var left = limit.minus(Duration.between(at, clock.instant()));
        if (answer.isDone() || left.compareTo(limit) >= 0) {
            return answer; // which has a limit of its own
        }
        var over = new CompletableFuture<ConsulResult<T>>();
        var off = timer.set(
                left.compareTo(LEAST) < 0 ? LEAST : left,
                () -> over.complete(
                        ConsulResult.failed(Cause.TIMEOUT, "no answer within %d ms".formatted(limit.toMillis()))));
        return answer.applyToEither(over, given -> {
            off.run();
            return given;
        });
    }

    private CompletionStage<ConsulResult<LeaderContact>> contact(Optional<RaftState> before, boolean seemedToLead) {
        return before.map(raft -> raft.leads() ? consul.leaderConfirmation() : consul.leaderContact())
                .orElseGet(() -> seemedToLead ? contactOfOneThatLed() : contactOfAnybody());
    }

    /** One that may not say whether it leads is asked to confirm it, too, if it seems to. */
    private CompletionStage<ConsulResult<LeaderContact>> contactOfAnybody() {
        return consul.leaderContact()
                .thenCompose(contact -> seemsToLead(contact) ? confirmed() : CompletableFuture.completedStage(contact));
    }

    /** As above, but not one after the other: it seems to every time. */
    private CompletionStage<ConsulResult<LeaderContact>> contactOfOneThatLed() {
        var confirmation = consul.leaderConfirmation();
        return consul.leaderContact()
                .thenCompose(contact -> seemsToLead(contact)
                        ? confirmation.thenApply(Observer::unlessUnconfirmed)
                        : CompletableFuture.completedStage(contact));
    }

    private static ConsulResult<LeaderContact> unlessUnconfirmed(ConsulResult<LeaderContact> confirmation) {
        return switch (confirmation) {
            case ConsulResult.Seen<LeaderContact> _ -> confirmation;
            case ConsulResult.Failed<LeaderContact>(var failure) ->
                ConsulResult.failed(
                        failure.cause(),
                        "this server seems to lead, but gets no majority to confirm it: %s".formatted(failure.words()));
        };
    }

    /** If it fails, a follower, whose leader that is then, seldom seems to lead twice, and a leader always does. */
    private CompletionStage<ConsulResult<LeaderContact>> confirmed() {
        return consul.leaderConfirmation().thenCompose(answer -> switch (answer) {
            case ConsulResult.Seen<LeaderContact> _ -> CompletableFuture.completedStage(answer);
            case ConsulResult.Failed<LeaderContact> _ ->
                consul.leaderContact().thenApply(again -> seemsToLead(again) ? unlessUnconfirmed(answer) : again);
        });
    }

    private static boolean seemsToLead(ConsulResult<LeaderContact> contact) {
        return contact.seen().filter(LeaderContact::seemsOwn).isPresent();
    }

    private Optional<AgentSample> sample(Instant at, ConsulResult<Agent> self, Optional<AgentSample> earlier) {
        return switch (self) {
            case ConsulResult.Seen<Agent>(Agent agent) -> Optional.of(new AgentSample(at, agent));
            case ConsulResult.Failed<Agent>(var failure) ->
                earlier.filter(_ -> !failure.forbidden())
                        .filter(sample -> Duration.between(sample.at(), at).compareTo(maxAge) <= 0);
        };
    }
}
