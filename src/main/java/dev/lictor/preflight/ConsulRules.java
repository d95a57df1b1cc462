package dev.lictor.preflight;

import dev.lictor.bootstrap.takeover.ConsulContainer;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.cluster.ConsulVersion;
import dev.lictor.manifests.Labels;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Rules on the desired version of Consul, and on the upgrade from the running one. */
final class ConsulRules {
    /** The most minor versions in one upgrade (HashiCorp's "Upgrade instructions"). */
    private static final int LONGEST_JUMP = 2;

    private ConsulRules() {}

    /** A server may not read the data of a newer version: 1.7.2 fails on the log of 1.22.7 (tried). */
    static List<Finding> downgrade(ClusterSpec spec, Facts facts) {
        return running(spec, facts)
                .filter(running -> running.compareTo(spec.version()) > 0)
                .<Finding>map(running -> isSameLine(running, spec.version())
                        ? new Finding.Warning(
                                "Consul goes back from %s to %s".formatted(running, spec.version()),
                                "HashiCorp does not document downgrades: make a backup first")
                        : new Finding.Refusal(
                                "Consul would go back from %s to %s, and an older server may fail on the data of a newer one"
                                        .formatted(running, spec.version()),
                                "set lictor.consul-version to %s or newer; an older one needs a cluster of its own"
                                        .formatted(running)))
                .stream()
                .toList();
    }

    /** Only a StatefulSet that a user has labelled as Lictor's has no version: Lictor writes the version on each of its own. */
    static List<Finding> unknownVersion(ClusterSpec spec, Facts facts) {
        return facts.running().filter(live -> Labels.areOurs(live, spec)).isPresent()
                        && running(spec, facts).isEmpty()
                ? List.of(new Finding.Refusal(
                        "the running version of Consul is unknown: neither a label of the StatefulSet nor the tag of an image that is clearly Consul's shows it, and an older server may fail on the data of a newer one",
                        "run consul version in a server, and set the label: kubectl -n %s label statefulset/%s app.kubernetes.io/version=VERSION"
                                .formatted(
                                        spec.names().namespace(), spec.names().statefulSet())))
                : List.of();
    }

    static List<Finding> longJump(ClusterSpec spec, Facts facts) {
        var wanted = spec.version();
        return running(spec, facts)
                .filter(running -> running.major() == wanted.major())
                .filter(running -> wanted.minor() - running.minor() > LONGEST_JUMP)
                .<Finding>map(running -> new Finding.Warning(
                        "Consul would go from %s to %s in one step, and HashiCorp documents steps of %d minor versions at most"
                                .formatted(running, wanted, LONGEST_JUMP),
                        "make a backup first, or upgrade to %d.%d first"
                                .formatted(running.major(), running.minor() + LONGEST_JUMP)))
                .stream()
                .toList();
    }

    static List<Finding> knownFlaws(ClusterSpec spec, Facts facts) {
        var known = KnownVulnerability.of(spec.version());
        return known.isEmpty()
                ? List.of()
                : List.of(new Finding.Warning(
                        "Consul %s has known flaws: %s"
                                .formatted(
                                        spec.version(),
                                        String.join(
                                                ", ",
                                                known.stream()
                                                        .map(KnownVulnerability::inWords)
                                                        .toList())),
                        "set lictor.consul-version to %s or newer".formatted(KnownVulnerability.allFixedIn())));
    }

    /** The running version, from the label or the image tag. Empty for a StatefulSet that is not Lictor's: the planner decides about that one. */
    private static Optional<ConsulVersion> running(ClusterSpec spec, Facts facts) {
        return facts.running()
                .filter(live -> Labels.areOurs(live, spec))
                .flatMap(live ->
                        Labels.version(live).flatMap(ConsulVersion::parse).or(() -> imageTag(live)));
    }

    private static Optional<ConsulVersion> imageTag(GenericKubernetesResource live) {
        List<Map<String, Object>> containers = live.get("spec", "template", "spec", "containers");
        return ConsulContainer.among(
                        containers.stream().map(ConsulRules::container).toList())
                .flatMap(ConsulContainer::tag);
    }

    private static ConsulContainer container(Map<String, Object> tree) {
        return new ConsulContainer(
                String.valueOf(tree.get("name")),
                String.valueOf(tree.get("image")),
                Stream.of("command", "args")
                        .flatMap(key -> list(tree, key))
                        .map(String::valueOf)
                        .toList(),
                list(tree, "ports")
                        .map(port -> (Map<?, ?>) port)
                        .map(port -> new ConsulContainer.Port(
                                String.valueOf(port.get("name")),
                                ((Number) Objects.requireNonNull(port.get("containerPort"))).intValue()))
                        .toList());
    }

    private static Stream<?> list(Map<String, Object> tree, String key) {
        return tree.get(key) instanceof List<?> list ? list.stream() : Stream.empty();
    }

    private static boolean isSameLine(ConsulVersion one, ConsulVersion other) {
        return one.major() == other.major() && one.minor() == other.minor();
    }
}
