package dev.lictor.bootstrap;

import java.time.Duration;

/**
 * How far a run goes, and how long it waits.
 *
 * @param mode after which stage the run ends
 * @param timeout for each server or step that a run waits for
 * @param instance the program that Events name as their reporter, such as the pod's name
 */
public record RunOptions(Mode mode, Duration timeout, String instance) {
    /** The last stage of a run. */
    public enum Mode {
        /** Ends after preflight. */
        PREFLIGHT,
        /** Ends after the plan, which is not carried out. */
        DRY_RUN,
        /** Ends without a rollout. A takeover and a scale-down still run. */
        NO_WAIT,
        /** Ends when the servers are ready. */
        NO_VERIFY,
        /** Ends with a verification of the servers. */
        FULL
    }
}
