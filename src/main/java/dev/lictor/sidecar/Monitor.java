package dev.lictor.sidecar;

import dev.lictor.consul.Agent;
import dev.lictor.consul.ConsulResult;
import dev.lictor.sidecar.observe.LeaderCheckGate;
import dev.lictor.sidecar.observe.Observation;
import dev.lictor.sidecar.observe.Observer;
import dev.lictor.sidecar.observe.PollCounters;
import dev.lictor.sidecar.observe.RaftRole;
import dev.lictor.sidecar.observe.SlowObservation;
import dev.lictor.sidecar.observe.SlowPoller;
import dev.lictor.sidecar.observe.StalledReplication;
import dev.lictor.sidecar.readiness.Readiness;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Holds the last observation. A poll replaces it as a whole; readers never wait for a poll. */
public final class Monitor {
    /** The results of polls and slow polls so far. */
    private record Recorded(
            Optional<Observation> last,
            SlowObservation slow,
            Optional<StalledReplication> stalled,
            PollCounters pollCounters) {
        static final Recorded NONE =
                new Recorded(Optional.empty(), SlowObservation.NONE, Optional.empty(), PollCounters.NONE);

        Recorded with(Observation observation) {
            return new Recorded(
                    Optional.of(observation),
                    slow,
                    StalledReplication.after(stalled, observation, slow.at(observation.at())),
                    pollCounters.plus(observation));
        }

        Recorded with(SlowObservation other) {
            return new Recorded(last, other, stalled, pollCounters.plus(other.failures(slow)));
        }
    }

    private final Observer observer;
    private final SlowPoller slowPoller;
    private final Supplier<Optional<String>> refused;
    private final SidecarSpec spec;
    private final InstantSource clock;
    private final Consumer<String> log;
    private final Instant started;
    private final AtomicBoolean polling = new AtomicBoolean();
    private final AtomicBoolean pollingSlowly = new AtomicBoolean();
    private final AtomicReference<Recorded> recorded = new AtomicReference<>(Recorded.NONE);
    private @Nullable MonitorState logged;

    /** @param refused why this server could not join its peers in gossip, if it tried and could not */
    public Monitor(
            Observer observer,
            SlowPoller slowPoller,
            Supplier<Optional<String>> refused,
            SidecarSpec spec,
            InstantSource clock,
            Consumer<String> log) {
        this.observer = observer;
        this.slowPoller = slowPoller;
        this.refused = refused;
        this.spec = spec;
        this.clock = clock;
        this.log = log;
        this.started = clock.instant();
    }

    /** Polls Consul, unless a poll is still running. */
    public CompletionStage<Void> poll() {
        if (!polling.compareAndSet(false, true)) {
            return CompletableFuture.completedStage(null);
        }
        // The stage also catches an exception that is thrown synchronously: otherwise `polling` would stay true and no
        // poll would run again.
        return CompletableFuture.completedStage(null)
                .thenCompose(_ -> observer.observe(recorded.get().last()))
                .thenAccept(this::replace)
                .whenComplete((_, _) -> polling.set(false));
    }

    /** Runs a cheap leader check between two polls. A change triggers a full poll. */
    public CompletionStage<Void> checkLeader() {
        var last = recorded.get().last();
        boolean leaderKnown = last.flatMap(Observation::knownLeader).isPresent();
        return observer.checkLeader(leaderKnown, last.flatMap(Observation::raft))
                .thenCompose(
                        contact -> LeaderCheckGate.isNews(contact.flatMap(ConsulResult::seen), state(), spec.limits())
                                ? poll()
                                : CompletableFuture.completedStage(null));
    }

    /** Observes what is too expensive for every poll, unless a slow poll is still running. */
    public CompletionStage<Void> pollSlowly() {
        if (!pollingSlowly.compareAndSet(false, true)) {
            return CompletableFuture.completedStage(null);
        }
        return CompletableFuture.completedStage(null)
                .thenCompose(_ -> observeSlowly())
                .thenAccept(this::replace)
                .whenComplete((_, _) -> pollingSlowly.set(false));
    }

    private CompletionStage<SlowObservation> observeSlowly() {
        var state = state();
        var last = state.last();
        boolean asksForKeys = state.readiness().role() == RaftRole.LEADER
                && last.flatMap(Observation::agent).flatMap(Agent::encrypted).orElse(true);
        var mounted = last.filter(observation -> observation.leader().seen().isPresent())
                .flatMap(observation -> observation.certificates().server());
        return slowPoller.poll(recorded.get().slow(), asksForKeys, mounted);
    }

    public MonitorState state() {
        return state(recorded.get(), clock.instant());
    }

    private void replace(Observation observation) {
        var before = state();
        boolean wasReady = loggedReady();
        if (wasReady && !before.readiness().ready()) {
            logChanges(before); // The poll was late, and probes have already reported the server as not ready.
        }
        recorded.updateAndGet(seen -> seen.with(observation));
        var after = state();
        logChanges(after);
        if (after.readiness().ready() && !wasReady) {
            // A server that has just come back cannot tell by itself how far it is behind.
            pollSlowly();
        }
    }

    private void replace(SlowObservation slow) {
        recorded.updateAndGet(seen -> seen.with(slow));
        var after = state();
        // While the last poll is too old, a slow poll changes nothing that is worth a log line.
        if (loggedReady() || after.fresh().isPresent()) {
            logChanges(after);
        }
    }

    private synchronized boolean loggedReady() {
        return logged != null && logged.readiness().ready();
    }

    /** Logs what has changed since the last log line, whatever the cause: the log explains every change of a probe's answer. */
    private synchronized void logChanges(MonitorState seen) {
        var before = logged;
        logged = seen;
        TransitionLog.between(before == null ? state(Recorded.NONE, started) : before, seen)
                .forEach(log);
    }

    /** Whether polls still run, regardless of what Consul answers. */
    public boolean alive() {
        var pollGap = Duration.between(lastPollEnd(recorded.get()), clock.instant());
        return pollGap.compareTo(spec.maxPollGap()) <= 0;
    }

    /** When the last poll ended. */
    private Instant lastPollEnd(Recorded seen) {
        return seen.last().map(last -> last.at().plus(last.took())).orElse(started);
    }

    private MonitorState state(Recorded seen, Instant now) {
        var slow = seen.slow().at(now);
        return new MonitorState(
                now,
                seen.last(),
                slow,
                seen.pollCounters(),
                Readiness.of(seen.last(), slow, seen.stalled(), refused.get(), now, spec.limits()));
    }
}
