package dev.lictor.bootstrap;

import dev.lictor.bootstrap.plan.Omission;
import dev.lictor.bootstrap.rollout.RolloutStatus;
import dev.lictor.kubernetes.WriteOutcome;
import java.util.List;
import java.util.function.Supplier;

/** Receives what happens in a run, in the order in which it happens. */
public interface RunObserver {
    /**
     * Preflight has passed, and the next stage may write.
     *
     * @param written returns what the run has written so far, at any time
     */
    void started(Supplier<List<WriteOutcome>> written);

    /** A step of a takeover, a scale-down, a rollout or a verification. */
    void progress(String line);

    /** @param carriedOut false if this is a dry run, or if a refusal stopped the run */
    void outcomes(List<WriteOutcome> outcomes, boolean carriedOut);

    /** Fields that the API server leaves out; never empty. */
    void omissions(List<Omission> omissions);

    /** Servers that a rollout would replace, in a dry run; never empty. */
    void outdated(List<String> servers);

    /** The pod template has changed, and running pods keep their revision because the run does not wait. */
    void rolloutSkipped();

    /** The last status of a rollout. */
    void rollout(RolloutStatus status);

    /** @param words what the servers have lost since an earlier run */
    void dataLost(String words);
}
