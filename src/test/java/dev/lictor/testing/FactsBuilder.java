package dev.lictor.testing;

import dev.lictor.cluster.ClusterSpec;
import dev.lictor.kubernetes.KubernetesDiscovery.NodeState;
import dev.lictor.kubernetes.KubernetesDiscovery.StorageClassState;
import dev.lictor.kubernetes.KubernetesDiscovery.Taint;
import dev.lictor.kubernetes.Permission;
import dev.lictor.manifests.StatefulSetObject;
import dev.lictor.preflight.Fact;
import dev.lictor.preflight.Facts;
import dev.lictor.preflight.Finding;
import dev.lictor.preflight.Rules;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Builds preflight facts. The default is a Kubernetes cluster that is ready for a first run. */
public final class FactsBuilder {
    public Fact<String> kubernetes = new Fact.Known<>("v1.37.2");
    Fact<Optional<GenericKubernetesResource>> servers = new Fact.Known<>(Optional.empty());
    public Fact<List<NodeState>> nodes = new Fact.Known<>(List.of(node("a"), node("b"), node("c")));
    public Fact<List<StorageClassState>> storageClasses =
            new Fact.Known<>(List.of(new StorageClassState("fast", false), new StorageClassState("standard", true)));
    public Fact<List<String>> classesOfFreeVolumes = new Fact.NotRead<>();
    public Fact<List<String>> claims = new Fact.Known<>(List.of());
    public Fact<Boolean> gossipKey = new Fact.NotRead<>();
    public Fact<List<Permission>> missingPermissions = new Fact.Known<>(List.of());
    public Fact<Boolean> podMonitors = new Fact.NotRead<>();

    Facts facts() {
        return new Facts(
                kubernetes,
                servers,
                nodes,
                storageClasses,
                classesOfFreeVolumes,
                claims,
                gossipKey,
                missingPermissions,
                podMonitors);
    }

    public List<String> findings(ClusterSpec spec) {
        return Rules.findings(spec, facts()).stream().map(Finding::inWords).toList();
    }

    public void runs(ClusterSpec spec) {
        runs(StatefulSetObject.of(spec));
    }

    public void runs(StatefulSet live) {
        servers = new Fact.Known<>(
                Optional.of(new KubernetesSerialization().convertValue(live, GenericKubernetesResource.class)));
    }

    public static NodeState node(String name, Taint... taints) {
        return new NodeState(name, false, labels(name), List.of(taints));
    }

    public static NodeState inZone(String name, String zone) {
        return new NodeState(
                name, false, Map.of("kubernetes.io/hostname", name, "topology.kubernetes.io/zone", zone), List.of());
    }

    public static NodeState cordoned(String name) {
        return new NodeState(name, true, labels(name), List.of());
    }

    private static Map<String, String> labels(String name) {
        return Map.of("kubernetes.io/hostname", name);
    }
}
