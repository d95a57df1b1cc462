package dev.lictor.sidecar.observe;

import dev.lictor.consul.ConsulResult;
import java.util.concurrent.CompletionStage;

/** Where the server's data lies, as far as this sidecar can see it. */
@FunctionalInterface
public interface DataVolume {
    /** How much room there is. Never fails, and comes within a time limit, though the volume may hang. */
    CompletionStage<ConsulResult<DataSpace>> space();
}
