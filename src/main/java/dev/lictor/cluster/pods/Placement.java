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
 * @param tolerations in an order of their own, for theirs means nothing
 */
public record Placement(
        Apart apart,
        Zones zones,
        Map<String, String> nodeSelector,
        List<Toleration> tolerations,
        Optional<String> priorityClass) {

    /** Whether two servers may share a node. */
    public enum Apart {
        /** If there is none for each: a cluster with fewer nodes than servers gets all of them all the same. */
        PREFERRED,
        /** Never: a server without a node of its own waits for one. */
        REQUIRED,
        /** Of course: all nodes are one, as on a laptop. */
        ONE_NODE
    }

    /** Whether servers are spread evenly over the zones of the cloud. */
    public enum Zones {
        PREFERRED,
        /** A server that would make it uneven waits; nodes of no zone take none. */
        REQUIRED,
        OFF
    }

    public Placement {
        nodeSelector = Collections.unmodifiableMap(new TreeMap<>(nodeSelector));
        tolerations = tolerations.stream().distinct().sorted().toList();
    }

    public List<String> problems() {
        var problems = new ArrayList<String>();
        if (apart == Apart.ONE_NODE && zones == Zones.REQUIRED) {
            problems.add(
                    "lictor.placement.apart is one-node and lictor.placement.zones is required; one node is in one zone: let one of them be preferred");
        }
        nodeSelector.forEach((key, value) -> Label.problem(key, value)
                .ifPresent(problem -> problems.add("lictor.placement.node-selector: " + problem)));
        priorityClass
                .filter(name -> !Label.isSubdomain(name))
                .ifPresent(name -> problems.add(
                        "lictor.placement.priority-class is '%s'; it must be a name of kubectl get priorityclasses"
                                .formatted(name)));
        return problems;
    }
}
