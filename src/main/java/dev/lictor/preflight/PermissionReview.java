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
 * Finds the permissions that a run needs and does not have. One request lists the caller's rules, which usually cover everything that any
 * run could need. Each permission that they do not cover is checked by a request of its own. Of the denied ones only those count that this
 * run needs.
 */
final class PermissionReview {
    private final KubernetesApi kubernetes;
    private final KubernetesDiscovery discovery;
    private final BootstrapRequest request;
    private final ClusterSpec spec;
    private final InstantSource clock;

    PermissionReview(
            KubernetesApi kubernetes, KubernetesDiscovery discovery, BootstrapRequest request, InstantSource clock) {
        this.kubernetes = kubernetes;
        this.discovery = discovery;
        this.request = request;
        this.spec = request.spec();
        this.clock = clock;
    }

    Fact<List<Permission>> missing(boolean namespaceExists) {
        var granted = Fact.read(() -> discovery.rbacRules(spec.names().namespace()));
        var doubtful = notIn(
                granted instanceof Fact.Known(var known) ? known : List.of(),
                RequiredPermissions.atMost(request, namespaceExists));
        return Fact.read(() -> {
            var denied = doubtful.stream()
                    .filter(permission -> !discovery.isAllowed(permission))
                    .toList();
            return denied.isEmpty() ? denied : ofThisRun(denied, namespaceExists);
        });
    }

    private List<Permission> ofThisRun(List<Permission> denied, boolean namespaceExists) {
        var needed = RequiredPermissions.of(spec, plan(namespaceExists));
        return denied.stream().filter(needed::contains).toList();
    }

    /**
     * Cluster-scoped permissions are always in doubt: the list does not tell rules of a RoleBinding, which apply only in its namespace, from
     * those of a ClusterRoleBinding.
     */
    private static List<Permission> notIn(List<RbacRule> granted, Set<Permission> permissions) {
        return permissions.stream()
                .filter(permission -> permission.namespace().isEmpty()
                        || granted.stream().noneMatch(grant -> grant.allows(permission)))
                .toList();
    }

    /** Without dry runs, which need permissions themselves: existing objects are taken as unchanged, and unreadable ones as absent. */
    private Plan plan(boolean namespaceExists) {
        var secrets = new LinkedHashMap<String, Secret>();
        RequiredPermissions.secrets(spec)
                .flatMap(like -> findIfAllowed(like).stream())
                .forEach(secret -> secrets.put(secret.getMetadata().getName(), (Secret) secret));
        var previews = new LinkedHashMap<HasMetadata, DryRunResult>();
        DesiredObjects.of(spec)
                .forEach(desired -> previews.put(
                        desired, findIfAllowed(desired).map(this::preview).orElseGet(DryRunResult.Absent::new)));
        var predecessors =
                Fact.read(() -> ObservedState.predecessors(kubernetes, spec)) instanceof Fact.Known(var known)
                        ? known
                        : List.<Pod>of();
        return Planner.plan(
                request, new ObservedState(namespaceExists, secrets, previews, predecessors), clock.instant());
    }

    /** A StatefulSet that Lictor did not make is taken as incompatible: its immutable fields almost always differ. */
    private DryRunResult preview(HasMetadata live) {
        return live instanceof StatefulSet && !Labels.areOurs(live, spec)
                ? new DryRunResult.Invalid(Optional.of(live), "")
                : new DryRunResult.Same(live);
    }

    private Optional<HasMetadata> findIfAllowed(HasMetadata like) {
        return Fact.read(() -> kubernetes.find(like)) instanceof Fact.Known(var found) ? found : Optional.empty();
    }
}
