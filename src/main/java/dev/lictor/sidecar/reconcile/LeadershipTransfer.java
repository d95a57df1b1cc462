package dev.lictor.sidecar.reconcile;

import dev.lictor.consul.Agent;
import dev.lictor.consul.ConsulApi;
import dev.lictor.consul.ConsulCommands;
import dev.lictor.consul.ConsulCommands.Done;
import dev.lictor.consul.ConsulResult;
import dev.lictor.consul.ServerHealth;
import dev.lictor.sidecar.readiness.Readiness;
import dev.lictor.time.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Transfers leadership to another server before this one stops, within a time limit, and waits until another server leads. */
public final class LeadershipTransfer {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

    private final ConsulApi consul;
    private final ConsulCommands orders;
    private final Supplier<CompletionStage<Boolean>> sidecarLives;
    private final InstantSource clock;

    public LeadershipTransfer(
            ConsulApi consul,
            ConsulCommands orders,
            Supplier<CompletionStage<Boolean>> sidecarLives,
            InstantSource clock) {
        this.consul = consul;
        this.orders = orders;
        this.sidecarLives = sidecarLives;
        this.clock = clock;
    }

    /** @return what was done, or why nothing was done; a failure is no exception, because it must not delay the end of a pod */
    public String run(Duration limit) throws InterruptedException {
        var begin = clock.instant();
        var deadline = Deadline.after(limit, clock);
        try {
            // The kubelet also runs the hook when it restarts a sidecar that failed its liveness probe. Its server then
            // keeps running.
            if (!await(sidecarLives.get(), deadline)) {
                return "the sidecar does not answer, so it alone is being restarted; nothing is handed over";
            }
            var self = await(consul.self(), deadline);
            var before = await(consul.leader(), deadline).seen().orElse("");
            return switch (self) {
                case ConsulResult.Failed<Agent>(var failure) ->
                    "Consul does not say whether it leads, so nothing is handed over: " + failure.words();
                case ConsulResult.Seen<Agent>(Agent agent) -> {
                    var refusal = LeadershipTransferPolicy.refusal(agent);
                    yield refusal.isPresent() ? refusal.get() : handOver(agent, before, begin, deadline);
                }
            };
        } catch (TimeoutException e) {
            return "not handed over within %s; the others will elect a leader".formatted(Readiness.text(limit));
        }
    }

    private String handOver(Agent self, String before, Instant begin, Deadline deadline)
            throws InterruptedException, TimeoutException {
        var refusals = new ArrayList<String>();
        for (var candidate : candidates(self, refusals, deadline)) {
            switch (await(orders.transferLeadership(candidate.id()), deadline)) {
                case ConsulResult.Seen<Done> _ -> {
                    awaitOther(before, deadline);
                    return "handed leadership over to %s within %s"
                            .formatted(candidate.name(), Readiness.text(Duration.between(begin, clock.instant())));
                }
                case ConsulResult.Failed<Done>(var failure) -> refusals.add(candidate.name() + ": " + failure.words());
            }
        }
        return "could not hand over, the others will elect a leader: " + String.join("; ", refusals);
    }

    /** A leader checks its peers every two seconds, and reports none of them as healthy before its first check, so this method waits. */
    private List<ServerHealth> candidates(Agent self, List<String> refusals, Deadline deadline)
            throws InterruptedException, TimeoutException {
        while (true) {
            switch (await(orders.health(), deadline)) {
                case ConsulResult.Failed<List<ServerHealth>>(var failure) -> {
                    refusals.add("which server is healthy is unknown: " + failure.words());
                    return List.of();
                }
                case ConsulResult.Seen<List<ServerHealth>>(var servers) -> {
                    var candidates = LeadershipTransferPolicy.candidates(self, servers);
                    if (!candidates.isEmpty()) {
                        return candidates;
                    }
                }
            }
            if (deadline.left().compareTo(BETWEEN_LOOKS) <= 0) {
                refusals.add("no other server is a healthy voter");
                return List.of();
            }
            deadline.sleep(BETWEEN_LOOKS);
        }
    }

    private void awaitOther(String before, Deadline deadline) throws InterruptedException, TimeoutException {
        while (await(consul.leader(), deadline)
                .seen()
                .filter(leader -> !leader.isEmpty() && !leader.equals(before))
                .isEmpty()) {
            deadline.sleep(BETWEEN_LOOKS);
        }
    }

    private <T> T await(CompletionStage<T> stage, Deadline deadline) throws InterruptedException, TimeoutException {
        try {
            var left = deadline.left();
            if (!left.isPositive()) {
                throw new TimeoutException(); // answers that arrive at once would otherwise keep a loop running past
                // the deadline
            }
            return stage.toCompletableFuture().get(left.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("neither Consul nor the sidecar is asked by stages that fail", e);
        }
    }
}
