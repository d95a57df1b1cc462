package dev.lictor.preflight;

import dev.lictor.cluster.ClusterSpec;
import dev.lictor.kubernetes.KubernetesDiscovery.NodeState;
import dev.lictor.kubernetes.KubernetesDiscovery.Taint;
import dev.lictor.manifests.StatefulSetObject;
import io.fabric8.kubernetes.api.model.PodAffinityTerm;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Rules on nodes: whether there is one for each server, by the scheduling constraints of the rendered pod. */
final class NodeRules {
    private static final String NODE = "kubernetes.io/hostname";
    private static final Set<String> KEEP_AWAY = Set.of("NoSchedule", "NoExecute");

    private NodeRules() {}

    /** The keys of the node labels that the rules need. */
    static Set<String> labels(ClusterSpec spec) {
        var pod = StatefulSetObject.of(spec).getSpec().getTemplate().getSpec();
        return Stream.of(
                        Stream.of(NODE),
                        Objects.requireNonNullElse(pod.getNodeSelector(), Map.<String, String>of()).keySet().stream(),
                        requiredApart(pod).stream(),
                        pod.getTopologySpreadConstraints().stream().map(TopologySpreadConstraint::getTopologyKey))
                .flatMap(keys -> keys)
                .collect(Collectors.toUnmodifiableSet());
    }

    static List<Finding> noPlace(ClusterSpec spec, Facts facts) {
        return switch (facts.nodes()) {
            case Fact.Known(var nodes) -> {
                var pod = StatefulSetObject.of(spec).getSpec().getTemplate().getSpec();
                yield Stream.concat(tooFew(pod, spec.servers(), nodes).stream(), noZones(pod, nodes).stream())
                        .toList();
            }
            case Fact.Unknown(var why) ->
                List.of(new Finding.Unknown(
                        "whether there are nodes for %d servers: %s".formatted(spec.servers(), why),
                        "k8s/cluster-rights grants the permission"));
            case Fact.NotRead<List<NodeState>> notRead -> List.of();
        };
    }

    /** If servers must be spread over zones, nodes without a zone get none. */
    private static List<Finding> noZones(PodSpec pod, List<NodeState> nodes) {
        return pod.getTopologySpreadConstraints().stream()
                .filter(constraint -> "DoNotSchedule".equals(constraint.getWhenUnsatisfiable()))
                .map(TopologySpreadConstraint::getTopologyKey)
                .filter(key -> places(pod, nodes, NODE) > 0 && places(pod, nodes, key) == 0)
                .<Finding>map(key -> new Finding.Refusal(
                        "servers must be spread by %s, and no node that accepts them has this label: all would stay pending"
                                .formatted(key),
                        "label the nodes, or set lictor.placement.zones to preferred"))
                .toList();
    }

    static List<Finding> tooFew(PodSpec pod, int servers, List<NodeState> nodes) {
        var required = requiredApart(pod);
        for (var key : required) {
            var places = places(pod, nodes, key);
            if (places < servers) {
                return List.of(new Finding.Refusal(
                        "%d servers need different values of %s, and the nodes that accept them have %d: %d would stay pending"
                                .formatted(servers, key, places, servers - places),
                        "add nodes, lower lictor.servers, or set lictor.placement.anti-affinity to preferred"));
            }
        }
        var places = places(pod, nodes, NODE);
        var mayShare = pod.getAffinity() == null && places > 0;
        return places >= servers || !required.isEmpty() || mayShare
                ? List.of()
                : List.of(new Finding.Warning(
                        places == 0
                                ? "no node accepts a server now"
                                : "%d of %d servers would share a node: %d can be scheduled to"
                                        .formatted(servers - places + 1, servers, places),
                        "with %d or more nodes the loss of a node costs one server; taints and cordons exclude nodes; if servers may share a node, set lictor.placement.anti-affinity to off"
                                .formatted(servers)));
    }

    private static Set<String> requiredApart(PodSpec pod) {
        var affinity = pod.getAffinity();
        return affinity == null || affinity.getPodAntiAffinity() == null
                ? Set.of()
                : Set.copyOf(affinity.getPodAntiAffinity().getRequiredDuringSchedulingIgnoredDuringExecution().stream()
                        .map(PodAffinityTerm::getTopologyKey)
                        .toList());
    }

    private static int places(PodSpec pod, List<NodeState> nodes, String key) {
        return Math.toIntExact(nodes.stream()
                .filter(node -> takes(node, pod))
                .map(node -> node.labels().get(key))
                .filter(Objects::nonNull)
                .distinct()
                .count());
    }

    private static boolean takes(NodeState node, PodSpec pod) {
        return !node.unschedulable()
                && (pod.getNodeSelector() == null
                        || node.labels()
                                .entrySet()
                                .containsAll(pod.getNodeSelector().entrySet()))
                && node.taints().stream()
                        .filter(taint -> KEEP_AWAY.contains(taint.effect()))
                        .allMatch(taint ->
                                pod.getTolerations().stream().anyMatch(toleration -> tolerates(toleration, taint)));
    }

    /** As in Kubernetes' documentation, "Taints and Tolerations": an empty key or effect matches all. */
    private static boolean tolerates(Toleration toleration, Taint taint) {
        var key = Objects.requireNonNullElse(toleration.getKey(), "");
        var effect = Objects.requireNonNullElse(toleration.getEffect(), "");
        return (effect.isEmpty() || effect.equals(taint.effect()))
                && (key.isEmpty() || key.equals(taint.key()))
                && ("Exists".equals(toleration.getOperator())
                        || taint.value().equals(Objects.requireNonNullElse(toleration.getValue(), "")));
    }
}
