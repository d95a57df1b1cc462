package dev.lictor.preflight;

import dev.lictor.bootstrap.plan.BootstrapRequest;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.cluster.Storage;
import dev.lictor.kubernetes.KubernetesApi;
import dev.lictor.kubernetes.KubernetesDiscovery;
import dev.lictor.kubernetes.ResourceKind;
import dev.lictor.kubernetes.fabric8.ParallelRequests;
import dev.lictor.manifests.ClaimObject;
import dev.lictor.manifests.NamespaceObject;
import dev.lictor.manifests.SecretObject;
import dev.lictor.manifests.StatefulSetObject;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the {@link Facts}, and only those on which something depends: a cluster that has all its servers already needs neither nodes
 * nor storage, and a run that renews its certificates must not fail for lack of them.
 */
final class FactCollector {
    private final KubernetesApi cluster;
    private final KubernetesDiscovery surroundings;
    private final ClusterSpec spec;
    private final PermissionReview rights;

    FactCollector(
            KubernetesApi cluster, KubernetesDiscovery surroundings, BootstrapRequest request, InstantSource clock) {
        this.cluster = cluster;
        this.surroundings = surroundings;
        this.spec = request.spec();
        this.rights = new PermissionReview(cluster, surroundings, request, clock);
    }

    /** @throws dev.lictor.kube.ClusterFailure if the API does not answer, or does not know who asks */
    Facts facts() {
        var namespace = Fact.ask(() -> cluster.find(NamespaceObject.of(spec)));
        try (var requests = new ParallelRequests()) {
            return facts(requests, namespace);
        }
    }

    private Facts facts(ParallelRequests requests, Fact<Optional<HasMetadata>> namespace) {
        var version = requests.send(surroundings::version);
        var namespaceExists = !namespace.is(Optional.empty());
        var missing = requests.send(() -> rights.missing(namespaceExists));
        Fact<Optional<GenericKubernetesResource>> servers = namespaceExists
                ? Fact.ask(() -> cluster.findGeneric(StatefulSetObject.named(spec)))
                : new Fact.Known<>(Optional.empty());

        var grows = servers instanceof Fact.Known(var running)
                && running.map(ServerRules::replicas).orElse(0) < spec.servers();
        var nodes = Fact.askIf(grows, () -> surroundings.nodes(NodeRules.labels(spec)));
        var hasClaims = spec.storage().kind() == Storage.Kind.CLAIM;
        var classes = Fact.askIf(grows && hasClaims, surroundings::storageClasses);
        var byHand = Fact.askIf(
                classes instanceof Fact.Known(var known) && !StorageRules.isServed(spec, known),
                surroundings::classesOfFreeVolumes);

        var claims = Fact.askIf(namespaceExists && hasClaims && servers.is(Optional.empty()), this::leftBehind);
        var gossipKey = Fact.askIf(
                claims instanceof Fact.Known(var left) && !left.isEmpty(),
                () -> cluster.find(SecretObject.of(spec, spec.names().gossipSecret(), Map.of()))
                        .isPresent());
        var podMonitors =
                Fact.askIf(spec.monitoring().podMonitor(), () -> surroundings.serves(ResourceKind.POD_MONITOR));
        return new Facts(
                Fact.ask(version), servers, nodes, classes, byHand, claims, gossipKey, missing.get(), podMonitors);
    }

    /** Servers that another run has made a moment ago have claims, too. */
    private List<String> leftBehind() {
        var found = claims();
        return found.isEmpty()
                        || cluster.findGeneric(StatefulSetObject.named(spec)).isEmpty()
                ? found
                : List.of();
    }

    /** One that is being deleted, as after an uninstall a moment ago, leaves nothing to servers that come. */
    private List<String> claims() {
        return spec.names().servers(spec.servers()).stream()
                .map(server -> ClaimObject.named(spec, server))
                .filter(like -> cluster.find(like)
                        .filter(found -> found.getMetadata().getDeletionTimestamp() == null)
                        .isPresent())
                .map(claim -> claim.getMetadata().getName())
                .toList();
    }
}
