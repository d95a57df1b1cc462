package dev.lictor.sidecar.reconcile;

import dev.lictor.consul.Member;
import dev.lictor.consul.http.ConsulEndpoint;
import dev.lictor.consul.http.ConsulHttpApi;
import dev.lictor.consul.http.ServerTrust;
import dev.lictor.consul.http.TlsProbe;
import dev.lictor.sidecar.observe.Observation;
import dev.lictor.sidecar.reconcile.ActionPlanner.ActionContext;
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

/** After each poll: observes, lets {@link ActionPlanner} decide, executes the action, and remembers the result. At most one action runs at a time, and no poll waits for it. */
public final class Reconciler {
    /** Consul waits up to 10 s for a peer that it joins. */
    private static final Duration LONGEST_ORDER = Duration.ofSeconds(15);

    private final Settled settled;
    private final ActionExecutor executor;
    private final Supplier<MountedTls> mounted;
    private final InstantSource clock;
    private final Consumer<String> log;
    private final AtomicBoolean acting = new AtomicBoolean();
    private volatile ReconcileState state = ReconcileState.NOTHING;

    /** @param certificates whether Lictor calls Consul by HTTPS */
    record Settled(ActionSettings rules, boolean certificates) {}

    /** @param trust shared with the pollers, which called the server before its certificates changed */
    public static Reconciler of(
            ActionSettings rules,
            ConsulEndpoint endpoint,
            ServerTrust trust,
            Vertx vertx,
            InstantSource clock,
            Consumer<String> log) {
        var endpointOfActions = endpoint.within(LONGEST_ORDER);
        return new Reconciler(
                new Settled(rules, endpoint.tls()),
                new ActionExecutor(
                        new ConsulHttpApi(vertx, endpointOfActions, trust), new TlsProbe(vertx, endpointOfActions)),
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

    /** Actions since the start. */
    public ActionCounters actionCounters() {
        return state.actionCounters();
    }

    /** Why the last attempt to join the peers failed, while this server is isolated. */
    public Optional<String> refused() {
        return state.refused();
    }

    /**
     * Executes the action that is due after a poll, unless an action is still running.
     *
     * @param members of gossip; empty if the token may not read them
     */
    public CompletionStage<Void> reconcile(Observation observation, List<Member> members) {
        if (!acting.compareAndSet(false, true)) {
            return CompletableFuture.completedStage(null);
        }
        // The stage also catches an exception that is thrown synchronously: otherwise `acting` would stay true and no
        // action would run again.
        return CompletableFuture.completedStage(null)
                .thenCompose(_ -> look(observation, members))
                .whenComplete((_, _) -> acting.set(false));
    }

    private CompletionStage<Void> look(Observation observation, List<Member> members) {
        var now = clock.instant();
        var context = new ActionContext(observation, members, mounted.get(), settled.certificates(), now);
        var before = state;
        state = before.observed(ActionPlanner.isIsolated(context, settled.rules()), context.mount(), now);
        ActionLog.of(before, state, context, settled.rules()).forEach(log);
        return ActionPlanner.due(context, state, settled.rules())
                .map(action -> executor.act(action).thenAccept(this::remember))
                .orElseGet(() -> CompletableFuture.completedStage(null));
    }

    private void remember(ActionResult outcome) {
        var before = state;
        state = before.after(outcome, clock.instant());
        ActionLog.of(before, outcome).ifPresent(log);
    }
}
