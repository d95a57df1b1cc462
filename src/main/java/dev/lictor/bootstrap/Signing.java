package dev.lictor.bootstrap;

import dev.lictor.kube.ObjectKey;
import dev.lictor.pki.Authority;

/** What will be the CA once its Secret is written. */
sealed interface Signing {
    /** What is done about the CA's own Secret. */
    Step step();

    /** One that is yet to be made. */
    record Fresh(Step step) implements Signing {}

    /** One that is there, or was brought; without its key it signs nothing. */
    record Known(Step step, Authority authority) implements Signing {}

    /** None: its Secret is refused, and that is said once. */
    record Refused(Step step) implements Signing {
        Refused(ObjectKey secret, String why) {
            this(new Step.Refuse(secret, why));
        }
    }
}
