package dev.lictor.preflight;

import dev.lictor.cluster.ClusterSpec;
import java.util.List;

/** What one part of the surroundings gives cause to say. */
interface Rule {
    List<Finding> findings(ClusterSpec spec, Facts facts);
}
