package dev.lictor.bootstrap.plan;

import dev.lictor.bootstrap.keys.SuppliedKeys;
import dev.lictor.cluster.ClusterSpec;

/** What is asked of a run. */
public record BootstrapRequest(
        ClusterSpec spec, SuppliedKeys keys, AdoptionPolicy takeover, ConflictPolicy conflictPolicy) {
    /** With key material made here, and nothing taken over or from anybody. */
    public static BootstrapRequest of(ClusterSpec spec) {
        return new BootstrapRequest(spec, SuppliedKeys.none(), AdoptionPolicy.REFUSE, ConflictPolicy.YIELD);
    }
}
