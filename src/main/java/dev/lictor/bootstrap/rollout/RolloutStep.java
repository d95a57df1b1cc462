package dev.lictor.bootstrap.rollout;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;

/** The next step of a rollout. */
sealed interface RolloutStep {
    /** Asks these servers for their leader and their number of Raft peers. The next step depends on the answers. */
    record Ask(List<String> servers) implements RolloutStep {
        public Ask {
            servers = List.copyOf(servers);
        }
    }

    /** @param why the obstacle */
    record Wait(String why) implements RolloutStep {}

    /** Evicts a pod, if its disruption budget allows it. Its controller creates it with the wanted revision. */
    record Evict(Pod pod) implements RolloutStep {}

    /**
     * Deletes a pod that serves no requests. The disruption budget is not asked, because it counts ready pods.
     *
     * @param why no server or client needs the pod
     */
    record Delete(Pod pod, String why) implements RolloutStep {}

    /** No server has an earlier revision. */
    record Done() implements RolloutStep {}
}
