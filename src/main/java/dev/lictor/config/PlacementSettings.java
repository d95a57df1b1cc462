package dev.lictor.config;

import dev.lictor.cluster.pods.Placement;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** On which nodes servers run. */
public interface PlacementSettings {
    /** Whether each server runs on a node of its own: `preferred`, `required`, or `off` if all may run on one node. */
    @WithDefault("preferred")
    Placement.AntiAffinity antiAffinity();

    /** Whether servers are spread evenly over zones (`topology.kubernetes.io/zone`): `preferred`, `required` or `off`. */
    @WithDefault("preferred")
    Placement.Zones zones();

    /** Labels that nodes of servers must have: `key=value`, with commas between. */
    Optional<String> nodeSelector();

    /** Taints that servers tolerate: `dedicated=consul:NoSchedule`, `key:NoExecute:30` for 30 seconds, `key`, or `*`; with commas between. */
    Optional<String> tolerations();

    /** PriorityClass of the servers' pods. */
    Optional<String> priorityClass();
}
