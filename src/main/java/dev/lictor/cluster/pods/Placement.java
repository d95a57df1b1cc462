package dev.lictor.cluster.pods;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * On which nodes servers run.
 *
 * @param nodeSelector labels that a node must have
 * @param tolerations sorted, because their order has no meaning and must not cause a change
 */
public record Placement(
        AntiAffinity antiAffinity,
        Zones zones,
        Map<String, String> nodeSelector,
        List<Toleration> tolerations,
        Optional<String> priorityClass) {

    /** Whether two servers may share a node. */
    public enum AntiAffinity {
        /** Only if there is no node for each: with fewer nodes than servers, all servers still run. */
        PREFERRED,
        /** Never: a server without a node of its own stays pending. */
        REQUIRED,
        /** No anti-affinity: for single-node clusters. */
        OFF
    }

    /** Whether servers are spread evenly over zones ({@code topology.kubernetes.io/zone}). */
    public enum Zones {
        PREFERRED,
        /** A server that would make the spread uneven stays pending, and nodes without a zone get no servers. */
        REQUIRED,
        OFF
    }

    public Placement {
        nodeSelector = Collections.unmodifiableMap(new TreeMap<>(nodeSelector));
        tolerations = tolerations.stream().distinct().sorted().toList();
    }

    public List<String> problems() {
        var problems = new ArrayList<String>();
        if (antiAffinity == AntiAffinity.OFF && zones == Zones.REQUIRED) {
            problems.add(
                    "lictor.placement.anti-affinity is off, for a cluster of one node, and lictor.placement.zones is required, which needs several; set one of them to preferred");
        }
        nodeSelector.forEach((key, value) -> Label.problem(key, value)
                .ifPresent(problem -> problems.add("lictor.placement.node-selector: " + problem)));
        priorityClass
                .filter(name -> !Label.isSubdomain(name))
                .ifPresent(name -> problems.add(
                        "lictor.placement.priority-class is '%s'; it must be one of kubectl get priorityclasses"
                                .formatted(name)));
        return problems;
    }
}
