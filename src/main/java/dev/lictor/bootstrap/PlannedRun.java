package dev.lictor.bootstrap;

import dev.lictor.bootstrap.plan.AdoptionPlanner;
import dev.lictor.bootstrap.plan.AdoptionPolicy;
import dev.lictor.bootstrap.plan.BootstrapRequest;
import dev.lictor.bootstrap.plan.ObservedState;
import dev.lictor.bootstrap.plan.Plan;
import dev.lictor.bootstrap.plan.Planner;
import dev.lictor.bootstrap.takeover.TakeoverSurvey;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.kubernetes.KubernetesApi;
import java.time.InstantSource;
import java.util.Optional;

/**
 * A plan, and the state that it rests on. Objects are read one after another while other runs write, so the state that was read may never
 * have existed: a CA that was not there yet, and servers that were there a moment later. A plan that writes notices this, because each
 * write names the version that was read. A plan with a refusal writes nothing, so it counts only if a second reading finds the same
 * versions: then all of them existed between the two readings.
 */
public record PlannedRun(ObservedState inventory, Plan plan) {
    /** Some objects may change all the time: after this many readings the refusal counts anyway. */
    private static final int READINGS = 10;

    /** @throws dev.lictor.kubernetes.KubernetesApiException with the names of all objects that could not be read */
    public static PlannedRun of(KubernetesApi cluster, BootstrapRequest request, InstantSource clock) {
        return of(cluster, request, clock, Optional.empty());
    }

    /** @param servers are asked before a takeover is planned */
    static PlannedRun of(
            KubernetesApi cluster, BootstrapRequest request, InstantSource clock, Optional<RunningServers> servers) {
        var inventory = ObservedState.read(cluster, request);
        for (int reading = 2; ; reading++) {
            var decision = decide(request, inventory, clock, servers);
            if (!decision.plan().isRefused() || reading > READINGS) {
                return decision;
            }
            inventory = ObservedState.read(cluster, request);
            if (inventory.versions().equals(decision.inventory().versions())) {
                return decision;
            }
        }
    }

    private static PlannedRun decide(
            BootstrapRequest request, ObservedState inventory, InstantSource clock, Optional<RunningServers> servers) {
        var spec = request.spec();
        var asked = isTakeover(request, inventory)
                ? servers.map(running -> inventory.with(asked(spec, running, inventory)))
                        .orElse(inventory)
                : inventory;
        return new PlannedRun(asked, Planner.plan(request, asked, clock.instant()));
    }

    private static TakeoverSurvey asked(ClusterSpec spec, RunningServers servers, ObservedState inventory) {
        return TakeoverSurvey.of(spec, servers, inventory.predecessors());
    }

    private static boolean isTakeover(BootstrapRequest request, ObservedState inventory) {
        return request.takeover() == AdoptionPolicy.ADOPT
                && new AdoptionPlanner(request.spec(), inventory).isSuccessionDue();
    }
}
