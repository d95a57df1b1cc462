package dev.lictor.sidecar;

import dev.lictor.consul.Agent;
import dev.lictor.consul.Answer;
import dev.lictor.consul.ConsulApi;
import dev.lictor.consul.Failure.Cause;
import dev.lictor.consul.LeaderContact;
import dev.lictor.consul.RaftServer;
import dev.lictor.consul.RaftState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Asks Consul for agent/self, which tells all of Raft. If that fails, is late or failed the last time, the smaller questions are asked
 * beside it, so that it holds up none of them; but when a leader was heard only if one is named, for before the first election that
 * blocks. A server that leads is asked to confirm it, for one whose disk hangs goes on to say that it leads.
 */
final class Observer {
    /** Many times what an answer takes that does not block. */
    private static final Duration PROMPT = Duration.ofMillis(100);

    private static final Answer<Agent> LATE = Answer.failed(Cause.TIMEOUT, "late");

    /** What everybody may ask. */
    private record Open(Answer<String> leader, Optional<Answer<LeaderContact>> contact, Answer<List<String>> peers) {}

    private final ConsulApi consul;
    private final Supplier<CertificateExpiry> certificates;
    private final Duration maxAge;
    private final InstantSource clock;
    private final Alarm alarm;

    /** @param maxAge of what agent/self told, if it does not tell anew */
    Observer(
            ConsulApi consul,
            Supplier<CertificateExpiry> certificates,
            Duration maxAge,
            InstantSource clock,
            Alarm alarm) {
        this.consul = consul;
        this.certificates = certificates;
        this.maxAge = maxAge;
        this.clock = clock;
        this.alarm = alarm;
    }

    CompletionStage<Observation> observe(Optional<Observation> last) {
        var at = clock.instant();
        var expiry = certificates.get();
        var earlier = last.flatMap(Observation::told);
        var self = consul.self().toCompletableFuture();
        boolean doubted =
                last.filter(observation -> raft(observation.self()).isEmpty()).isPresent();
        var told = doubted ? CompletableFuture.completedFuture(Optional.<RaftState>empty()) : prompt(self);
        var before = earlier.flatMap(agent -> agent.agent().raft());
        var open = told.thenCompose(raft -> raft.map(this::implied).orElseGet(() -> asked(before)));
        return open.thenCombine(
                self,
                (answers, agent) -> new Observation(
                        at,
                        Duration.between(at, clock.instant()),
                        answers.leader(),
                        answers.contact(),
                        answers.peers(),
                        agent,
                        told(at, agent, earlier),
                        expiry));
    }

    /** The smallest question that tells whether a poll is worth while. */
    CompletionStage<Optional<Answer<LeaderContact>>> glance(boolean leaderKnown, Optional<RaftState> before) {
        return leaderKnown
                ? contact(before)
                : consul.leader().thenCompose(named -> contact(named.seen().orElse(""), before));
    }

    /** What it tells of Raft, or nothing if it fails or is late. */
    private CompletableFuture<Optional<RaftState>> prompt(CompletableFuture<Answer<Agent>> self) {
        if (self.isDone()) {
            return self.thenApply(Observer::raft);
        }
        var late = new CompletableFuture<Answer<Agent>>();
        var off = alarm.set(PROMPT, () -> late.complete(LATE));
        return self.applyToEither(late, answer -> {
            off.run();
            return raft(answer);
        });
    }

    /** Nothing if it lacks what the others may tell. */
    private static Optional<RaftState> raft(Answer<Agent> self) {
        return self.seen()
                .flatMap(Agent::raft)
                .filter(raft -> !raft.configuration().isEmpty());
    }

    private CompletionStage<Open> implied(RaftState raft) {
        var confirmed = raft.leads()
                ? consul.leaderConfirmation().thenApply(Optional::of)
                : CompletableFuture.completedStage(Optional.<Answer<LeaderContact>>empty());
        var peers = raft.configuration().stream().map(RaftServer::address).toList();
        return confirmed.thenApply(
                contact -> new Open(new Answer.Seen<>(raft.leader()), contact, new Answer.Seen<>(peers)));
    }

    private CompletionStage<Open> asked(Optional<RaftState> before) {
        var leader = consul.leader().toCompletableFuture();
        var contact = leader.thenCompose(named -> contact(named.seen().orElse(""), before));
        var peers = consul.peers().toCompletableFuture();
        return CompletableFuture.allOf(leader, contact, peers)
                .thenApply(_ -> new Open(leader.join(), contact.join(), peers.join()));
    }

    private CompletionStage<Optional<Answer<LeaderContact>>> contact(String leader, Optional<RaftState> before) {
        return leader.isEmpty() ? CompletableFuture.completedStage(Optional.empty()) : contact(before);
    }

    private CompletionStage<Optional<Answer<LeaderContact>>> contact(Optional<RaftState> before) {
        var contact = before.map(raft -> raft.leads() ? consul.leaderConfirmation() : consul.leaderContact())
                .orElseGet(this::contactOfAnybody);
        return contact.thenApply(Optional::of);
    }

    /** One that may not say whether it leads is asked to confirm it, too, if it seems to. */
    private CompletionStage<Answer<LeaderContact>> contactOfAnybody() {
        return consul.leaderContact()
                .thenCompose(contact -> seemsToLead(contact) ? confirmed() : CompletableFuture.completedStage(contact));
    }

    /** If it fails, a follower, whose leader that is then, seldom seems to lead twice, and a leader always does. */
    private CompletionStage<Answer<LeaderContact>> confirmed() {
        return consul.leaderConfirmation().thenCompose(answer -> switch (answer) {
            case Answer.Seen<LeaderContact> _ -> CompletableFuture.completedStage(answer);
            case Answer.Failed<LeaderContact>(var failure) ->
                consul.leaderContact()
                        .thenApply(again -> seemsToLead(again)
                                ? Answer.failed(
                                        failure.cause(),
                                        "this server seems to lead, but gets no majority to confirm it: %s"
                                                .formatted(failure.words()))
                                : again);
        });
    }

    private static boolean seemsToLead(Answer<LeaderContact> contact) {
        return contact.seen().filter(LeaderContact::seemsOwn).isPresent();
    }

    private Optional<Told> told(Instant at, Answer<Agent> self, Optional<Told> earlier) {
        return switch (self) {
            case Answer.Seen<Agent>(Agent agent) -> Optional.of(new Told(at, agent));
            case Answer.Failed<Agent>(var failure) ->
                earlier.filter(_ -> !failure.forbidden())
                        .filter(told -> Duration.between(told.at(), at).compareTo(maxAge) <= 0);
        };
    }
}
