package dev.lictor.sidecar;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Keeps the last observation. Polls replace it whole; readers never wait for a poll. */
public final class Watch {
    /** What one poll leaves. */
    private record State(Optional<Observation> last, Tally tally) {}

    private final Observer observer;
    private final SidecarSpec spec;
    private final InstantSource clock;
    private final Consumer<String> log;
    private final Instant started;
    private final AtomicBoolean polling = new AtomicBoolean();
    private volatile State state = new State(Optional.empty(), Tally.NONE);

    Watch(Observer observer, SidecarSpec spec, InstantSource clock, Consumer<String> log) {
        this.observer = observer;
        this.spec = spec;
        this.clock = clock;
        this.log = log;
        this.started = clock.instant();
    }

    /** Asks Consul, unless that is still going on. */
    public CompletionStage<Void> poll() {
        if (!polling.compareAndSet(false, true)) {
            return CompletableFuture.completedStage(null);
        }
        return observer.observe().thenAccept(this::replace).whenComplete((_, _) -> polling.set(false));
    }

    public Picture picture() {
        return picture(state, clock.instant());
    }

    private void replace(Observation observation) {
        var before = state;
        var after = new State(Optional.of(observation), before.tally().plus(observation));
        state = after;
        // Judged as of its own poll: that a poll came late was known when it was late.
        var earlier = before.last().map(last -> last.at().plus(last.took())).orElse(started);
        Changes.between(picture(before, earlier), picture(after, clock.instant()))
                .forEach(log);
    }

    private Picture picture(State now, Instant instant) {
        var heartbeat = now.last().map(last -> last.at().plus(last.took())).orElse(started);
        return new Picture(
                instant,
                now.last(),
                now.tally(),
                Readiness.of(now.last(), instant, spec.limits()),
                Duration.between(heartbeat, instant).compareTo(spec.maxStandstill()) <= 0);
    }
}
