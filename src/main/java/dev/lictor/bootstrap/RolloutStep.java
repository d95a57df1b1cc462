package dev.lictor.bootstrap;

import io.fabric8.kubernetes.api.model.Pod;

/** The next thing to do while servers of an earlier revision are replaced. */
sealed interface RolloutStep {
    /** @param why what is waited for */
    record Wait(String why) implements RolloutStep {}

    /** The pod ends, if its disruption budget allows it, and comes back as the revision that is wanted. */
    record Evict(Pod pod) implements RolloutStep {}

    /** The same for a pod in which Consul does not run, so that nobody misses it; the budget is not asked. */
    record Delete(Pod pod) implements RolloutStep {}

    /** No server is of an earlier revision. */
    record Done() implements RolloutStep {}
}
