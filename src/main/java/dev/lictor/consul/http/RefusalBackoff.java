package dev.lictor.consul.http;

import dev.lictor.consul.Agent;
import dev.lictor.consul.Autopilot;
import dev.lictor.consul.ConsulApi;
import dev.lictor.consul.ConsulError;
import dev.lictor.consul.ConsulResult;
import dev.lictor.consul.Gossip;
import dev.lictor.consul.GossipRing;
import dev.lictor.consul.LeaderContact;
import dev.lictor.consul.RaftServer;
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
 * Repeats a request that Consul refuses less and less often, because Consul logs an error for each refusal. The pause doubles with each
 * refusal, up to {@link #LONGEST}; during the pause the last refusal is the result. A changed token ends the pause. The first pauses are
 * short, because a server that has just started may refuse a token that it cannot look up yet.
 */
public final class RefusalBackoff implements ConsulApi {
    /** The longest pause, and so the longest time until a newly granted permission is noticed. */
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
     * @param token the token that the next request would send
     * @param clock a clock that does not follow changes of the system clock
     */
    public RefusalBackoff(ConsulApi consul, Supplier<Optional<String>> token, InstantSource clock) {
        this.consul = consul;
        this.token = token;
        this.clock = clock;
    }

    @Override
    public CompletionStage<ConsulResult<String>> leader() {
        return consul.leader();
    }

    @Override
    public CompletionStage<ConsulResult<LeaderContact>> leaderContact() {
        return consul.leaderContact();
    }

    @Override
    public CompletionStage<ConsulResult<LeaderContact>> leaderConfirmation() {
        return consul.leaderConfirmation();
    }

    @Override
    public CompletionStage<ConsulResult<List<String>>> peers() {
        return consul.peers();
    }

    @Override
    public CompletionStage<ConsulResult<Agent>> self() {
        return self.ask(consul::self);
    }

    @Override
    public CompletionStage<ConsulResult<List<RaftServer>>> raftConfiguration() {
        return raftConfiguration.ask(consul::raftConfiguration);
    }

    @Override
    public CompletionStage<ConsulResult<Gossip>> members() {
        return members.ask(consul::members);
    }

    @Override
    public CompletionStage<ConsulResult<Autopilot>> autopilot() {
        return autopilot.ask(consul::autopilot);
    }

    @Override
    public CompletionStage<ConsulResult<GossipRing>> gossipRing() {
        return gossipRing.ask(consul::gossipRing);
    }

    /** The refusals of one kind of request. Not a record, because its {@code toString} would show the token. */
    private final class Refused<T> {
        private @Nullable ConsulResult<T> refusal;
        private Optional<String> with = Optional.empty();
        private Duration pause = Duration.ZERO;
        private Instant until = Instant.MIN;

        CompletionStage<ConsulResult<T>> ask(Supplier<CompletionStage<ConsulResult<T>>> request) {
            var sent = token.get();
            var pending = pending(sent);
            return pending != null
                    ? CompletableFuture.completedStage(pending)
                    : request.get().thenApply(answer -> learn(answer, sent));
        }

        private synchronized @Nullable ConsulResult<T> pending(Optional<String> sent) {
            return with.equals(sent) && clock.instant().isBefore(until) ? refusal : null;
        }

        private synchronized ConsulResult<T> learn(ConsulResult<T> answer, Optional<String> sent) {
            if (answer.failure().filter(ConsulError::forbidden).isPresent()) {
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
