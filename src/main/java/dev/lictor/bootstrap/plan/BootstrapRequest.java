package dev.lictor.bootstrap.plan;

import dev.lictor.bootstrap.keys.SuppliedKeys;
import dev.lictor.cluster.ClusterSpec;

/** The input of a run, from settings and options. */
public record BootstrapRequest(
        ClusterSpec spec, SuppliedKeys keys, AdoptionPolicy takeover, ConflictPolicy conflictPolicy) {
    /** Without supplied key material; takes over no object and no field of other owners. */
    public static BootstrapRequest of(ClusterSpec spec) {
        return new BootstrapRequest(spec, SuppliedKeys.none(), AdoptionPolicy.REFUSE, ConflictPolicy.YIELD);
    }
}
