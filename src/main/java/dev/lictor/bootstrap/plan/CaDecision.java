package dev.lictor.bootstrap.plan;

import dev.lictor.kubernetes.ObjectKey;
import dev.lictor.pki.Ca;

/** What will be the CA once its Secret is written. */
sealed interface CaDecision {
    /** What is done about the CA's own Secret. */
    Step step();

    /** One that is yet to be made. */
    record Fresh(Step step) implements CaDecision {}

    /** One that is there, or was brought; without its key it signs nothing. */
    record Known(Step step, Ca authority) implements CaDecision {}

    /** None: its Secret is refused, and that is said once. */
    record Refused(Step step) implements CaDecision {
        Refused(ObjectKey secret, String why) {
            this(new Step.Refuse(secret, why));
        }
    }
}
