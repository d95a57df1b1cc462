package dev.lictor.bootstrap.rollout;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;

/** The next thing to do while servers of an earlier revision are replaced. */
sealed interface RolloutStep {
    /** These servers are asked which leader they know, and how many peers Raft has; what is next depends on it. */
    record Ask(List<String> servers) implements RolloutStep {
        public Ask {
            servers = List.copyOf(servers);
        }
    }

    /** @param why what is waited for */
    record Wait(String why) implements RolloutStep {}

    /** The pod ends, if its disruption budget allows it, and comes back as the revision that is wanted. */
    record Evict(Pod pod) implements RolloutStep {}

    /**
     * The same for a pod that serves nobody; the budget, which counts ready pods, is not asked.
     *
     * @param why nobody misses it
     */
    record Delete(Pod pod, String why) implements RolloutStep {}

    /** No server is of an earlier revision. */
    record Done() implements RolloutStep {}
}
