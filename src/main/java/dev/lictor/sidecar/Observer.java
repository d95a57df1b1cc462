package dev.lictor.sidecar;

import dev.lictor.consul.Agent;
import dev.lictor.consul.Answer;
import dev.lictor.consul.ConsulApi;
import dev.lictor.consul.LeaderContact;
import dev.lictor.consul.RaftState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Asks Consul every question at once, so that one that blocks holds up no other; but when a leader was heard only if one is named, for
 * before the first election that blocks. A server that led is asked to confirm it, for one whose disk hangs goes on to say that it leads.
 */
final class Observer {
    private final ConsulApi consul;
    private final Supplier<CertificateExpiry> certificates;
    private final Duration maxAge;
    private final InstantSource clock;

    /** @param maxAge of what agent/self told, if it does not tell anew */
    Observer(ConsulApi consul, Supplier<CertificateExpiry> certificates, Duration maxAge, InstantSource clock) {
        this.consul = consul;
        this.certificates = certificates;
        this.maxAge = maxAge;
        this.clock = clock;
    }

    CompletionStage<Observation> observe(Optional<Told> earlier) {
        var at = clock.instant();
        var expiry = certificates.get();
        var leader = consul.leader().toCompletableFuture();
        boolean led = earlier.flatMap(told -> told.agent().raft())
                .filter(RaftState::leads)
                .isPresent();
        var contact = leader.thenCompose(named -> contact(named.seen().orElse(""), led));
        var peers = consul.peers().toCompletableFuture();
        var self = consul.self().toCompletableFuture();
        return CompletableFuture.allOf(leader, contact, peers, self)
                .thenApply(_ -> new Observation(
                        at,
                        Duration.between(at, clock.instant()),
                        leader.join(),
                        contact.join(),
                        peers.join(),
                        self.join(),
                        told(at, self.join(), earlier),
                        expiry));
    }

    /** The smallest question that tells whether a poll is worth while. */
    CompletionStage<Optional<Answer<LeaderContact>>> glance(boolean leaderKnown, boolean led) {
        return leaderKnown
                ? contact(led)
                : consul.leader().thenCompose(named -> contact(named.seen().orElse(""), led));
    }

    private CompletionStage<Optional<Answer<LeaderContact>>> contact(String leader, boolean led) {
        return leader.isEmpty() ? CompletableFuture.completedStage(Optional.empty()) : contact(led);
    }

    private CompletionStage<Optional<Answer<LeaderContact>>> contact(boolean led) {
        return (led ? consul.leaderConfirmation() : consul.leaderContact()).thenApply(Optional::of);
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
