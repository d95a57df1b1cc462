package dev.lictor.sidecar;

import dev.lictor.consul.Answer;
import java.util.concurrent.CompletionStage;

/** Where the server's data lies, as far as this sidecar can see it. */
@FunctionalInterface
interface DataVolume {
    /** How much room there is. Never fails, and comes within a time limit, though the volume may hang. */
    CompletionStage<Answer<DataSpace>> space();
}
