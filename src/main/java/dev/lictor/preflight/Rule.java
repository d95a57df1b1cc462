package dev.lictor.preflight;

import dev.lictor.cluster.ClusterSpec;
import java.util.List;

/** Finds problems in the facts. */
interface Rule {
    List<Finding> findings(ClusterSpec spec, Facts facts);
}
