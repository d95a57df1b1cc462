package dev.lictor.consul;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks less and less often what Consul refuses, since Consul logs an error for each refusal: after each the pause doubles, up to
 * {@link #LONGEST}. Until then the refusal is the answer. Another token is tried at once. The first pauses are short, because a server that
 * has just started may refuse a token that it cannot look up yet.
 */
public final class RefusalBackoff implements ConsulApi {
    /** So long it takes at most until a right that was granted is noticed. */
    static final Duration LONGEST = Duration.ofSeconds(60);

    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private final ConsulApi consul;
    private final Supplier<Optional<String>> token;
    private final InstantSource clock;
    private final Refused<Agent> self = new Refused<>();
    private final Refused<List<RaftServer>> raftConfiguration = new Refused<>();
    private final Refused<Gossip> members = new Refused<>();
    private final Refused<Autopilot> autopilot = new Refused<>();
    private final Refused<GossipRing> gossipRing = new Refused<>();

    /**
     * @param token with which the next question would be asked
     * @param clock that is never set
     */
    public RefusalBackoff(ConsulApi consul, Supplier<Optional<String>> token, InstantSource clock) {
        this.consul = consul;
        this.token = token;
        this.clock = clock;
    }

    @Override
    public CompletionStage<Answer<String>> leader() {
        return consul.leader();
    }

    @Override
    public CompletionStage<Answer<LeaderContact>> leaderContact() {
        return consul.leaderContact();
    }

    @Override
    public CompletionStage<Answer<LeaderContact>> leaderConfirmation() {
        return consul.leaderConfirmation();
    }

    @Override
    public CompletionStage<Answer<List<String>>> peers() {
        return consul.peers();
    }

    @Override
    public CompletionStage<Answer<Agent>> self() {
        return self.ask(consul::self);
    }

    @Override
    public CompletionStage<Answer<List<RaftServer>>> raftConfiguration() {
        return raftConfiguration.ask(consul::raftConfiguration);
    }

    @Override
    public CompletionStage<Answer<Gossip>> members() {
        return members.ask(consul::members);
    }

    @Override
    public CompletionStage<Answer<Autopilot>> autopilot() {
        return autopilot.ask(consul::autopilot);
    }

    @Override
    public CompletionStage<Answer<GossipRing>> gossipRing() {
        return gossipRing.ask(consul::gossipRing);
    }

    /** The refusals of one question. No record, which would show the token. */
    private final class Refused<T> {
        private @Nullable Answer<T> refusal;
        private Optional<String> with = Optional.empty();
        private Duration pause = Duration.ZERO;
        private Instant until = Instant.MIN;

        CompletionStage<Answer<T>> ask(Supplier<CompletionStage<Answer<T>>> question) {
            var sent = token.get();
            var pending = pending(sent);
            return pending != null
                    ? CompletableFuture.completedStage(pending)
                    : question.get().thenApply(answer -> learn(answer, sent));
        }

        private synchronized @Nullable Answer<T> pending(Optional<String> sent) {
            return with.equals(sent) && clock.instant().isBefore(until) ? refusal : null;
        }

        private synchronized Answer<T> learn(Answer<T> answer, Optional<String> sent) {
            if (answer.failure().filter(Failure::forbidden).isPresent()) {
                pause = refusal == null || !with.equals(sent) ? SHORTEST : longer(pause);
                until = clock.instant().plus(pause);
                refusal = answer;
                with = sent;
            } else if (answer.seen().isPresent()) {
                refusal = null;
            }
            return answer;
        }

        private static Duration longer(Duration pause) {
            var twice = pause.multipliedBy(2);
            return twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
        }
    }
}
