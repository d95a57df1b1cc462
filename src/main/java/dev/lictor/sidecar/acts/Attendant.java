package dev.lictor.sidecar.acts;

import dev.lictor.consul.ConsulEndpoint;
import dev.lictor.consul.ConsulHttpApi;
import dev.lictor.consul.Handshakes;
import dev.lictor.consul.Member;
import dev.lictor.consul.ServerTrust;
import dev.lictor.sidecar.Observation;
import dev.lictor.sidecar.acts.Duties.Situation;
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

/** After each poll: looks, has {@link Duties} decide, acts, and remembers. Never two acts at once, and no poll waits for one. */
public final class Attendant {
    /** Consul waits up to 10 s for one that it is to join. */
    private static final Duration LONGEST_ORDER = Duration.ofSeconds(15);

    private final Settled settled;
    private final Hands hands;
    private final Supplier<Mount> mounted;
    private final InstantSource clock;
    private final Consumer<String> log;
    private final AtomicBoolean acting = new AtomicBoolean();
    private volatile Memory memory = Memory.NOTHING;

    /** @param certificates whether Consul is asked by HTTPS */
    record Settled(ActRules rules, boolean certificates) {}

    /** @param trust in the server, shared with those that have asked it before its certificates changed */
    public static Attendant of(
            ActRules rules,
            ConsulEndpoint endpoint,
            ServerTrust trust,
            Vertx vertx,
            InstantSource clock,
            Consumer<String> log) {
        var patient = endpoint.within(LONGEST_ORDER);
        return new Attendant(
                new Settled(rules, endpoint.tls()),
                new Hands(new ConsulHttpApi(vertx, patient, trust), new Handshakes(vertx, patient)),
                new MountedFiles(endpoint.tlsDirectory()),
                clock,
                log);
    }

    Attendant(Settled settled, Hands hands, Supplier<Mount> mounted, InstantSource clock, Consumer<String> log) {
        this.settled = settled;
        this.hands = hands;
        this.mounted = mounted;
        this.clock = clock;
        this.log = log;
    }

    /** What it has done so far. */
    public Deeds deeds() {
        return memory.deeds();
    }

    /** Why its peers do not let this server join, if they do not. */
    public Optional<String> refused() {
        return memory.refused();
    }

    /**
     * Does what is due after a poll, unless something is still being done.
     *
     * @param members of gossip, as far as this server may know them
     */
    public CompletionStage<Void> attend(Observation observation, List<Member> members) {
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
        var before = memory;
        memory = before.looked(Duties.island(situation, settled.rules()), situation.mount(), now);
        Event.of(before, memory, situation, settled.rules()).forEach(log);
        return Duties.due(situation, memory, settled.rules())
                .map(action -> hands.act(action).thenAccept(this::remember))
                .orElseGet(() -> CompletableFuture.completedStage(null));
    }

    private void remember(Outcome outcome) {
        var before = memory;
        memory = before.after(outcome, clock.instant());
        Event.of(before, outcome).ifPresent(log);
    }
}
