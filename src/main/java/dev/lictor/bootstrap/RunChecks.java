package dev.lictor.bootstrap;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** The checks before the first stage of a run and after the last one. */
public interface RunChecks {
    /** @return whether the run may go on */
    boolean passesPreflight();

    /**
     * Runs before the first write, so that a run whose servers cannot be reached fails before it has written anything.
     *
     * @throws dev.lictor.kubernetes.KubernetesApiException if the servers cannot be reached from here
     */
    Verifier prepareVerification();

    /** A verification of the servers that can be run once. */
    interface Verifier {
        /**
         * @param timeout until which a certificate that was issued anew must be served
         * @param progress gets a line for each check
         * @return which checks failed; empty if all passed
         */
        Optional<String> run(Duration timeout, Consumer<String> progress) throws InterruptedException;
    }
}
