package dev.lictor.sidecar.reconcile;

import dev.lictor.consul.Member;
import dev.lictor.consul.http.ConsulEndpoint;
import dev.lictor.consul.http.ConsulHttpApi;
import dev.lictor.consul.http.ServerTrust;
import dev.lictor.consul.http.TlsProbe;
import dev.lictor.sidecar.observe.Observation;
import dev.lictor.sidecar.reconcile.ActionPlanner.Situation;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** After each poll: looks, has {@link ActionPlanner} decide, acts, and remembers. Never two acts at once, and no poll waits for one. */
public final class Reconciler {
    /** Consul waits up to 10 s for one that it is to join. */
    private static final Duration LONGEST_ORDER = Duration.ofSeconds(15);

    private final Settled settled;
    private final ActionExecutor executor;
    private final Supplier<MountedTls> mounted;
    private final InstantSource clock;
    private final Consumer<String> log;
    private final AtomicBoolean acting = new AtomicBoolean();
    private volatile ReconcileState state = ReconcileState.NOTHING;

    /** @param certificates whether Consul is asked by HTTPS */
    record Settled(ActionSettings rules, boolean certificates) {}

    /** @param trust in the server, shared with those that have asked it before its certificates changed */
    public static Reconciler of(
            ActionSettings rules,
            ConsulEndpoint endpoint,
            ServerTrust trust,
            Vertx vertx,
            InstantSource clock,
            Consumer<String> log) {
        var patient = endpoint.within(LONGEST_ORDER);
        return new Reconciler(
                new Settled(rules, endpoint.tls()),
                new ActionExecutor(new ConsulHttpApi(vertx, patient, trust), new TlsProbe(vertx, patient)),
                new MountedTlsReader(endpoint.tlsDirectory()),
                clock,
                log);
    }

    Reconciler(
            Settled settled,
            ActionExecutor executor,
            Supplier<MountedTls> mounted,
            InstantSource clock,
            Consumer<String> log) {
        this.settled = settled;
        this.executor = executor;
        this.mounted = mounted;
        this.clock = clock;
        this.log = log;
    }

    /** What it has done so far. */
    public ActionCounters actionCounters() {
        return state.actionCounters();
    }

    /** Why its peers do not let this server join, if they do not. */
    public Optional<String> refused() {
        return state.refused();
    }

    /**
     * Does what is due after a poll, unless something is still being done.
     *
     * @param members of gossip, as far as this server may know them
     */
    public CompletionStage<Void> reconcile(Observation observation, List<Member> members) {
        if (!acting.compareAndSet(false, true)) {
            return CompletableFuture.completedStage(null);
        }
        // Also what is thrown at once ends it: else nothing would ever be done again.
        return CompletableFuture.completedStage(null)
                .thenCompose(_ -> look(observation, members))
                .whenComplete((_, _) -> acting.set(false));
    }

    private CompletionStage<Void> look(Observation observation, List<Member> members) {
        var now = clock.instant();
        var situation = new Situation(observation, members, mounted.get(), settled.certificates(), now);
        var before = state;
        state = before.observed(ActionPlanner.isIsolated(situation, settled.rules()), situation.mount(), now);
        ActionLog.of(before, state, situation, settled.rules()).forEach(log);
        return ActionPlanner.due(situation, state, settled.rules())
                .map(action -> executor.act(action).thenAccept(this::remember))
                .orElseGet(() -> CompletableFuture.completedStage(null));
    }

    private void remember(ActionResult outcome) {
        var before = state;
        state = before.after(outcome, clock.instant());
        ActionLog.of(before, outcome).ifPresent(log);
    }
}
