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
 * Runs one poll. It requests agent/self, which reports all of Raft. If agent/self fails, is late, or was late in the last poll, the smaller
 * requests run in parallel, so that none delays another. The last contact is requested only if a leader is or was known, because before
 * the first election that request blocks. A leader must confirm by a consistent read that it leads, because a leader whose disk hangs
 * still reports that it leads. The whole poll stays within the time limit of one request: a request that starts late gets less time.
 */
public final class Observer {
    /** Many times the duration of an answer that does not block. */
    private static final Duration PROMPT = Duration.ofMillis(100);

    private static final Duration LEAST = Duration.ofMillis(1);
    private static final ConsulResult<Agent> LATE = ConsulResult.failed(Cause.TIMEOUT, "late");

    /** The answers that need no token. */
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
     * @param maxAge of the last answer of agent/self while there is no new one
     * @param limit for the whole poll, and for each of its requests
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

    /** Whether agent/self failed in the last poll, or the last poll was slow. */
    private static boolean doubts(Observation last) {
        return raft(last.self()).isEmpty() || last.took().compareTo(PROMPT) > 0;
    }

    /** The cheapest request that shows whether a full poll is needed. */
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

    /** The Raft state from agent/self; empty if the request fails or is late. */
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

    /** Empty without a Raft configuration: then the other requests may know more. */
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

    /** Ends a request with a timeout when the time limit of its poll is over, whenever the request began. */
    private <T> CompletionStage<ConsulResult<T>> inTime(Instant at, CompletionStage<ConsulResult<T>> asked) {
        var answer = asked.toCompletableFuture();
        var left = limit.minus(Duration.between(at, clock.instant()));
        if (answer.isDone() || left.compareTo(limit) >= 0) {
            return answer; // the request's own time limit suffices
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

    /** Without agent:read it is unknown who leads. If the contact looks like a leader's, the server must confirm that it leads. */
    private CompletionStage<ConsulResult<LeaderContact>> contactOfAnybody() {
        return consul.leaderContact()
                .thenCompose(contact -> seemsToLead(contact) ? confirmed() : CompletableFuture.completedStage(contact));
    }

    /** As above, but both requests run in parallel, because a server that looked like a leader most likely does so again. */
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

    /** On failure, ask for the contact again: a follower rarely reports zero contact twice in a row; a leader always does. */
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
