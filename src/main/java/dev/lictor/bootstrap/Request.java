package dev.lictor.bootstrap;

import dev.lictor.cluster.ClusterSpec;

/** What is asked of a run. */
public record Request(ClusterSpec spec, OwnKeys keys, Takeover takeover, Dispute dispute) {
    /** With key material made here, and nothing taken over or from anybody. */
    public static Request of(ClusterSpec spec) {
        return new Request(spec, OwnKeys.none(), Takeover.REFUSE, Dispute.YIELD);
    }
}
