package dev.lictor.preflight;

import dev.lictor.bootstrap.objects.StatefulSetObject;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.kube.Right;
import dev.lictor.kube.Surroundings.NodeState;
import dev.lictor.kube.Surroundings.StorageClassState;
import dev.lictor.kube.Surroundings.Taint;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Facts as a test finds them: at first those of a Kubernetes cluster that is ready for a first run. */
final class Surrounded {
    Fact<String> kubernetes = new Fact.Known<>("v1.37.2");
    Fact<Optional<GenericKubernetesResource>> servers = new Fact.Known<>(Optional.empty());
    Fact<List<NodeState>> nodes = new Fact.Known<>(List.of(node("a"), node("b"), node("c")));
    Fact<List<StorageClassState>> storageClasses =
            new Fact.Known<>(List.of(new StorageClassState("fast", false), new StorageClassState("standard", true)));
    Fact<List<String>> classesOfFreeVolumes = new Fact.Unasked<>();
    Fact<List<String>> claims = new Fact.Known<>(List.of());
    Fact<Boolean> gossipKey = new Fact.Unasked<>();
    Fact<List<Right>> missingRights = new Fact.Known<>(List.of());
    Fact<Boolean> podMonitors = new Fact.Unasked<>();

    Facts facts() {
        return new Facts(
                kubernetes,
                servers,
                nodes,
                storageClasses,
                classesOfFreeVolumes,
                claims,
                gossipKey,
                missingRights,
                podMonitors);
    }

    List<String> findings(ClusterSpec spec) {
        return Rules.findings(spec, facts()).stream().map(Finding::inWords).toList();
    }

    void runs(ClusterSpec spec) {
        runs(StatefulSetObject.of(spec));
    }

    void runs(StatefulSet live) {
        servers = new Fact.Known<>(
                Optional.of(new KubernetesSerialization().convertValue(live, GenericKubernetesResource.class)));
    }

    static NodeState node(String name, Taint... taints) {
        return new NodeState(name, false, labels(name), List.of(taints));
    }

    static NodeState inZone(String name, String zone) {
        return new NodeState(
                name, false, Map.of("kubernetes.io/hostname", name, "topology.kubernetes.io/zone", zone), List.of());
    }

    static NodeState cordoned(String name) {
        return new NodeState(name, true, labels(name), List.of());
    }

    private static Map<String, String> labels(String name) {
        return Map.of("kubernetes.io/hostname", name);
    }
}
