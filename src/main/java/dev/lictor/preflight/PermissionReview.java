package dev.lictor.preflight;

import dev.lictor.bootstrap.plan.BootstrapRequest;
import dev.lictor.bootstrap.plan.ObservedState;
import dev.lictor.bootstrap.plan.Plan;
import dev.lictor.bootstrap.plan.Planner;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.kubernetes.DryRunResult;
import dev.lictor.kubernetes.KubernetesApi;
import dev.lictor.kubernetes.KubernetesDiscovery;
import dev.lictor.kubernetes.Permission;
import dev.lictor.kubernetes.RbacRule;
import dev.lictor.manifests.DesiredObjects;
import dev.lictor.manifests.Labels;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the rights that a run needs and lacks. Who has all that any run could need, as most have, is known by one question; what else is
 * in doubt is asked about right by right, and of what is denied only that counts which this very run needs.
 */
final class PermissionReview {
    private final KubernetesApi cluster;
    private final KubernetesDiscovery surroundings;
    private final BootstrapRequest request;
    private final ClusterSpec spec;
    private final InstantSource clock;

    PermissionReview(
            KubernetesApi cluster, KubernetesDiscovery surroundings, BootstrapRequest request, InstantSource clock) {
        this.cluster = cluster;
        this.surroundings = surroundings;
        this.request = request;
        this.spec = request.spec();
        this.clock = clock;
    }

    Fact<List<Permission>> missing(boolean namespaceExists) {
        var granted = Fact.ask(() -> surroundings.rbacRules(spec.names().namespace()));
        var doubtful = notIn(
                granted instanceof Fact.Known(var known) ? known : List.of(),
                RequiredPermissions.atMost(request, namespaceExists));
        return Fact.ask(() -> {
            var denied = doubtful.stream()
                    .filter(right -> !surroundings.isAllowed(right))
                    .toList();
            return denied.isEmpty() ? denied : ofThisRun(denied, namespaceExists);
        });
    }

    private List<Permission> ofThisRun(List<Permission> denied, boolean namespaceExists) {
        var needed = RequiredPermissions.of(spec, plan(namespaceExists));
        return denied.stream().filter(needed::contains).toList();
    }

    /** A rule of a RoleBinding is listed with those of a ClusterRoleBinding, and gives nothing outside of its namespace. */
    private static List<Permission> notIn(List<RbacRule> granted, Set<Permission> rights) {
        return rights.stream()
                .filter(right ->
                        right.namespace().isEmpty() || granted.stream().noneMatch(grant -> grant.allows(right)))
                .toList();
    }

    /** Without previews, which need rights themselves: what is there is taken to stay, what we may not see to be absent. */
    private Plan plan(boolean namespaceExists) {
        var secrets = new LinkedHashMap<String, Secret>();
        RequiredPermissions.secrets(spec)
                .flatMap(like -> findIfAllowed(like).stream())
                .forEach(secret -> secrets.put(secret.getMetadata().getName(), (Secret) secret));
        var previews = new LinkedHashMap<HasMetadata, DryRunResult>();
        DesiredObjects.of(spec)
                .forEach(desired -> previews.put(
                        desired, findIfAllowed(desired).map(this::preview).orElseGet(DryRunResult.Absent::new)));
        var predecessors = Fact.ask(() -> ObservedState.predecessors(cluster, spec)) instanceof Fact.Known(var known)
                ? known
                : List.<Pod>of();
        return Planner.plan(
                request, new ObservedState(namespaceExists, secrets, previews, predecessors), clock.instant());
    }

    /** A stranger's StatefulSet can hardly ever become ours as it is. */
    private DryRunResult preview(HasMetadata live) {
        return live instanceof StatefulSet && !Labels.areOurs(live, spec)
                ? new DryRunResult.Invalid(Optional.of(live), "")
                : new DryRunResult.Same(live);
    }

    private Optional<HasMetadata> findIfAllowed(HasMetadata like) {
        return Fact.ask(() -> cluster.find(like)) instanceof Fact.Known(var found) ? found : Optional.empty();
    }
}
