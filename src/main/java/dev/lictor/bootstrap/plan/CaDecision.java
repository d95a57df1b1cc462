package dev.lictor.bootstrap.plan;

import dev.lictor.kubernetes.ObjectKey;
import dev.lictor.pki.Ca;

/** The CA of the cluster after this run. */
sealed interface CaDecision {
    /** The step for the CA's own Secret. */
    Step step();

    /** This run creates the CA. */
    record Fresh(Step step) implements CaDecision {}

    /** A stored or supplied CA; without its key it cannot issue certificates. */
    record Known(Step step, Ca ca) implements CaDecision {}

    /** The CA's Secret is refused; only the step of this Secret says why. */
    record Refused(Step step) implements CaDecision {
        Refused(ObjectKey secret, String why) {
            this(new Step.Refuse(secret, why));
        }
    }
}
