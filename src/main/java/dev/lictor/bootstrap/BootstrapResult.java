package dev.lictor.bootstrap;

import dev.lictor.bootstrap.rollout.RolloutStatus;

/** How a run ended. */
public sealed interface BootstrapResult {
    /** Preflight passed, and the run was to do no more. */
    record PreflightPassed() implements BootstrapResult {}

    /** Preflight refused the run. Nothing was written. */
    record PreflightRefused() implements BootstrapResult {}

    /** The plan holds a refusal. At most the namespace was written. */
    record PlanRefused() implements BootstrapResult {}

    /** The dry run found no refusal. Nothing was written. */
    record Planned() implements BootstrapResult {}

    /**
     * Surplus servers cannot be removed. Nothing was written.
     *
     * @param why the obstacle that did not go away within the timeout
     */
    record ScaleDownNotPossible(String why) implements BootstrapResult {}

    /**
     * The Consul that is to run refuses the configuration that it is to read. Nothing was written.
     *
     * @param words Consul's own
     */
    record ConfigurationRefused(String words) implements BootstrapResult {}

    /**
     * Whether Consul accepts the configuration is not known. Nothing was written.
     *
     * @param why Consul has not answered
     */
    record ConfigurationNotChecked(String why) implements BootstrapResult {}

    /** @param why the obstacle that did not go away within the timeout */
    record TakeoverStopped(String why) implements BootstrapResult {}

    /** @param why the obstacle that did not go away within the timeout */
    record ScaleDownStopped(String why) implements BootstrapResult {}

    /** All objects are written, and the run was not to wait for the servers. */
    record Written() implements BootstrapResult {}

    /** Some servers are not ready, and this did not change within the timeout. */
    record RolloutStopped(RolloutStatus status) implements BootstrapResult {}

    /** The servers are ready, and the run was not to verify them. */
    record Ready() implements BootstrapResult {}

    /** @param failed which checks failed */
    record NotVerified(String failed) implements BootstrapResult {}

    /** All checks passed, but the servers may have started without the data of an earlier run. */
    record DataLost() implements BootstrapResult {}

    /** The servers are ready, and all checks passed. */
    record Verified() implements BootstrapResult {}
}
