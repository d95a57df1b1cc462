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
 * Reads the {@link Facts} that a rule needs in this run. If no servers are added, nodes and storage are not read: a run that only renews
 * certificates must not fail because of them.
 */
final class FactCollector {
    private final KubernetesApi kubernetes;
    private final KubernetesDiscovery discovery;
    private final ClusterSpec spec;
    private final PermissionReview permissions;

    FactCollector(
            KubernetesApi kubernetes, KubernetesDiscovery discovery, BootstrapRequest request, InstantSource clock) {
        this.kubernetes = kubernetes;
        this.discovery = discovery;
        this.spec = request.spec();
        this.permissions = new PermissionReview(kubernetes, discovery, request, clock);
    }

    /** @throws dev.lictor.kubernetes.KubernetesApiException for each failed request but 403 */
    Facts facts() {
        var namespace = Fact.read(() -> kubernetes.find(NamespaceObject.of(spec)));
        try (var requests = new ParallelRequests()) {
            return facts(requests, namespace);
        }
    }

    private Facts facts(ParallelRequests requests, Fact<Optional<HasMetadata>> namespace) {
        var version = requests.send(discovery::version);
        var namespaceExists = !namespace.is(Optional.empty());
        var missing = requests.send(() -> permissions.missing(namespaceExists));
        Fact<Optional<GenericKubernetesResource>> servers = namespaceExists
                ? Fact.read(() -> kubernetes.findGeneric(StatefulSetObject.named(spec)))
                : new Fact.Known<>(Optional.empty());

        var grows = servers instanceof Fact.Known(var running)
                && running.map(ServerRules::replicas).orElse(0) < spec.servers();
        var nodes = Fact.readIf(grows, () -> discovery.nodes(NodeRules.labels(spec)));
        var hasClaims = spec.storage().kind() == Storage.Kind.CLAIM;
        var classes = Fact.readIf(grows && hasClaims, discovery::storageClasses);
        var byHand = Fact.readIf(
                classes instanceof Fact.Known(var known) && !StorageRules.isServed(spec, known),
                discovery::classesOfFreeVolumes);

        var claims = Fact.readIf(namespaceExists && hasClaims && servers.is(Optional.empty()), this::leftBehind);
        var gossipKey = Fact.readIf(
                claims instanceof Fact.Known(var left) && !left.isEmpty(),
                () -> kubernetes
                        .find(SecretObject.of(spec, spec.names().gossipSecret(), Map.of()))
                        .isPresent());
        var podMonitors = Fact.readIf(spec.monitoring().podMonitor(), () -> discovery.serves(ResourceKind.POD_MONITOR));
        return new Facts(
                Fact.read(version), servers, nodes, classes, byHand, claims, gossipKey, missing.get(), podMonitors);
    }

    /** Checks the StatefulSet again: a concurrent run may have created it, and the claims with it. */
    private List<String> leftBehind() {
        var found = claims();
        return found.isEmpty()
                        || kubernetes.findGeneric(StatefulSetObject.named(spec)).isEmpty()
                ? found
                : List.of();
    }

    /** Without claims that are being deleted, as just after an uninstall: their data is lost to new servers. */
    private List<String> claims() {
        return spec.names().servers(spec.servers()).stream()
                .map(server -> ClaimObject.named(spec, server))
                .filter(like -> kubernetes
                        .find(like)
                        .filter(found -> found.getMetadata().getDeletionTimestamp() == null)
                        .isPresent())
                .map(claim -> claim.getMetadata().getName())
                .toList();
    }
}
