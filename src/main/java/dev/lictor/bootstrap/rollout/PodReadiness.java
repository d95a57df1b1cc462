package dev.lictor.bootstrap.rollout;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The readiness of a pod, from its status. */
public final class PodReadiness {
    private static final String READY = "Ready";
    /** The kubelet writes both times at once, rounded to seconds. */
    private static final Duration AT_ONCE = Duration.ofSeconds(1);

    private PodReadiness() {}

    public static boolean isReady(Pod pod) {
        return condition(pod).filter(PodReadiness::holds).isPresent();
    }

    /**
     * Whether this pod has never been ready: then its condition has not changed since the kubelet first wrote the pod's status. If the
     * status does not say it, the pod counts as having been ready.
     */
    static boolean wasNever(Pod pod) {
        var condition = condition(pod);
        if (condition.isEmpty()) {
            return true;
        }
        var start = pod.getStatus().getStartTime();
        var change = condition.get().getLastTransitionTime();
        return !holds(condition.get())
                && start != null
                && change != null
                && !Instant.parse(change).isAfter(Instant.parse(start).plus(AT_ONCE));
    }

    private static boolean holds(PodCondition condition) {
        return "True".equals(condition.getStatus());
    }

    private static Optional<PodCondition> condition(Pod pod) {
        return pod.getStatus().getConditions().stream()
                .filter(condition -> READY.equals(condition.getType()))
                .findFirst();
    }
}
