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

/** Keeps what was last seen. Polls replace it whole; readers never wait for a poll. */
public final class Monitor {
    /** What polls and inspections leave. */
    private record State(
            Optional<Observation> last,
            SlowObservation inspection,
            Optional<StalledReplication> standstill,
            PollCounters tally,
            long changes) {
        static final State NONE =
                new State(Optional.empty(), SlowObservation.NONE, Optional.empty(), PollCounters.NONE, 0);

        State with(Observation observation) {
            return new State(
                    Optional.of(observation),
                    inspection,
                    StalledReplication.after(standstill, observation, inspection.at(observation.at())),
                    tally.plus(observation),
                    changes + 1);
        }

        State with(SlowObservation other) {
            return new State(last, other, standstill, tally.plus(other.failures(inspection)), changes + 1);
        }
    }

    private final Observer observer;
    private final SlowPoller inspector;
    private final Supplier<Optional<String>> refused;
    private final SidecarSpec spec;
    private final InstantSource clock;
    private final Consumer<String> log;
    private final Instant started;
    private final AtomicBoolean polling = new AtomicBoolean();
    private final AtomicBoolean inspecting = new AtomicBoolean();
    private final AtomicReference<State> state = new AtomicReference<>(State.NONE);
    private @Nullable MonitorState told;

    /** @param refused why this server could not join its peers in gossip, if it tried and could not */
    public Monitor(
            Observer observer,
            SlowPoller inspector,
            Supplier<Optional<String>> refused,
            SidecarSpec spec,
            InstantSource clock,
            Consumer<String> log) {
        this.observer = observer;
        this.inspector = inspector;
        this.refused = refused;
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
        // Also what is thrown at once ends it: else nobody would ever poll again.
        return CompletableFuture.completedStage(null)
                .thenCompose(_ -> observer.observe(state.get().last()))
                .thenAccept(this::replace)
                .whenComplete((_, _) -> polling.set(false));
    }

    /** Asks Consul for the least, and for all if that is news. */
    public CompletionStage<Void> glance() {
        var last = state.get().last();
        boolean leaderKnown = last.flatMap(Observation::knownLeader).isPresent();
        return observer.glance(leaderKnown, last.flatMap(Observation::raft))
                .thenCompose(
                        contact -> LeaderCheckGate.isNews(contact.flatMap(ConsulResult::seen), picture(), spec.limits())
                                ? poll()
                                : CompletableFuture.completedStage(null));
    }

    /** Looks at what is not worth a look at each poll, unless that is still going on. */
    public CompletionStage<Void> inspect() {
        if (!inspecting.compareAndSet(false, true)) {
            return CompletableFuture.completedStage(null);
        }
        return CompletableFuture.completedStage(null)
                .thenCompose(_ -> inspected())
                .thenAccept(this::replace)
                .whenComplete((_, _) -> inspecting.set(false));
    }

    private CompletionStage<SlowObservation> inspected() {
        var picture = picture();
        var last = picture.last();
        boolean asksForKeys = picture.readiness().role() == RaftRole.LEADER
                && last.flatMap(Observation::agent).flatMap(Agent::encrypted).orElse(true);
        var mounted = last.filter(observation -> observation.leader().seen().isPresent())
                .flatMap(observation -> observation.certificates().server());
        return inspector.inspect(state.get().inspection(), asksForKeys, mounted);
    }

    public MonitorState picture() {
        return picture(state.get(), clock.instant());
    }

    /** How often polls and inspections have ended, by which to tell whether a picture shows the last. */
    public long changes() {
        return state.get().changes();
    }

    private void replace(Observation observation) {
        var before = picture();
        boolean wasTold = toldReady();
        if (wasTold && !before.readiness().ready()) {
            tell(before); // The poll came late, and probes have said so.
        }
        state.updateAndGet(seen -> seen.with(observation));
        var after = picture();
        tell(after);
        if (after.readiness().ready() && !wasTold) {
            // A server that has just come back does not know by itself how far it is behind.
            inspect();
        }
    }

    private void replace(SlowObservation inspection) {
        state.updateAndGet(seen -> seen.with(inspection));
        var after = picture();
        // What is too old as well has no more to tell until the next poll.
        if (toldReady() || after.believed().isPresent()) {
            tell(after);
        }
    }

    private synchronized boolean toldReady() {
        return told != null && told.readiness().ready();
    }

    /** What has changed since it was told the last time, whatever changed it: no probe's answer goes unexplained. */
    private synchronized void tell(MonitorState seen) {
        var before = told;
        told = seen;
        TransitionLog.between(before == null ? picture(State.NONE, started) : before, seen)
                .forEach(log);
    }

    /** Whether Consul is asked at all, whatever it says. */
    public boolean alive() {
        var standstill = Duration.between(heard(state.get()), clock.instant());
        return standstill.compareTo(spec.maxStandstill()) <= 0;
    }

    /** When the last poll was over. */
    private Instant heard(State seen) {
        return seen.last().map(last -> last.at().plus(last.took())).orElse(started);
    }

    private MonitorState picture(State seen, Instant now) {
        var inspected = seen.inspection().at(now);
        return new MonitorState(
                now,
                seen.last(),
                inspected,
                seen.tally(),
                Readiness.of(seen.last(), inspected, seen.standstill(), refused.get(), now, spec.limits()));
    }
}
