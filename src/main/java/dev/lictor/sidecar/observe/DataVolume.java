package dev.lictor.sidecar.observe;

import dev.lictor.consul.ConsulResult;
import java.util.concurrent.CompletionStage;

/** The volume of the server's data. */
@FunctionalInterface
public interface DataVolume {
    /** Measures the space. The stage never fails and completes within a time limit, even if the volume hangs. */
    CompletionStage<ConsulResult<DataSpace>> space();
}
