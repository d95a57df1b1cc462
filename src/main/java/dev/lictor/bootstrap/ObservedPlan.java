package dev.lictor.bootstrap;

import dev.lictor.bootstrap.plan.AdoptionPolicy;
import dev.lictor.bootstrap.plan.BootstrapRequest;
import dev.lictor.bootstrap.plan.ObservedState;
import dev.lictor.bootstrap.plan.Plan;
import dev.lictor.bootstrap.plan.Planner;
import dev.lictor.bootstrap.takeover.AdoptionPlanner;
import dev.lictor.bootstrap.takeover.TakeoverSurvey;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.kubernetes.KubernetesApi;
import java.time.Instant;
import java.util.Optional;

/**
 * A plan, and the state that it rests on. Objects are read one after another while other runs write, so the state that was read may never
 * have existed: a CA that was not there yet, and servers that were there a moment later. A plan that writes notices this, because each
 * write names the version that was read. A plan with a refusal writes nothing, so it counts only if a second reading finds the same
 * versions: then all of them existed between the two readings.
 */
public record ObservedPlan(ObservedState observed, Plan plan) {
    /** Some objects may change all the time: after this many readings the refusal counts anyway. */
    private static final int READINGS = 10;

    /** @throws dev.lictor.kubernetes.KubernetesApiException with the names of all objects that could not be read */
    public static ObservedPlan of(KubernetesApi kubernetes, BootstrapRequest request, Instant now) {
        return of(kubernetes, request, now, Optional.empty());
    }

    /** @param servers are asked before a takeover is planned */
    static ObservedPlan of(
            KubernetesApi kubernetes, BootstrapRequest request, Instant now, Optional<RunningServers> servers) {
        return of(ObservedState.read(kubernetes, request), kubernetes, request, now, servers);
    }

    /** For a namespace that this run has just created. */
    static ObservedPlan inNewNamespace(
            KubernetesApi kubernetes, BootstrapRequest request, Instant now, Optional<RunningServers> servers) {
        return of(ObservedState.readNewNamespace(kubernetes, request), kubernetes, request, now, servers);
    }

    private static ObservedPlan of(
            ObservedState first,
            KubernetesApi kubernetes,
            BootstrapRequest request,
            Instant now,
            Optional<RunningServers> servers) {
        var observed = first;
        for (int reading = 2; ; reading++) {
            var decision = decide(request, observed, now, servers);
            if (!decision.plan().isRefused() || reading > READINGS) {
                return decision;
            }
            observed = ObservedState.read(kubernetes, request);
            if (observed.versions().equals(decision.observed().versions())) {
                return decision;
            }
        }
    }

    private static ObservedPlan decide(
            BootstrapRequest request, ObservedState observed, Instant now, Optional<RunningServers> servers) {
        var spec = request.spec();
        var asked = isTakeover(request, observed)
                ? servers.map(running -> observed.with(asked(spec, running, observed)))
                        .orElse(observed)
                : observed;
        return new ObservedPlan(asked, Planner.plan(request, asked, now));
    }

    private static TakeoverSurvey asked(ClusterSpec spec, RunningServers servers, ObservedState observed) {
        return TakeoverSurvey.of(spec, servers, observed.predecessors());
    }

    private static boolean isTakeover(BootstrapRequest request, ObservedState observed) {
        return request.takeover() == AdoptionPolicy.ADOPT
                && new AdoptionPlanner(request.spec(), observed).isTakeoverDue();
    }
}
