package dev.lictor.preflight;

import dev.lictor.bootstrap.Inventory;
import dev.lictor.bootstrap.Plan;
import dev.lictor.bootstrap.Planner;
import dev.lictor.bootstrap.Request;
import dev.lictor.bootstrap.objects.DesiredObjects;
import dev.lictor.bootstrap.objects.Labels;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.kube.Cluster;
import dev.lictor.kube.Grant;
import dev.lictor.kube.Preview;
import dev.lictor.kube.Right;
import dev.lictor.kube.Surroundings;
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
final class RightsReview {
    private final Cluster cluster;
    private final Surroundings surroundings;
    private final Request request;
    private final ClusterSpec spec;
    private final InstantSource clock;

    RightsReview(Cluster cluster, Surroundings surroundings, Request request, InstantSource clock) {
        this.cluster = cluster;
        this.surroundings = surroundings;
        this.request = request;
        this.spec = request.spec();
        this.clock = clock;
    }

    Fact<List<Right>> missing(boolean namespaceExists) {
        var granted = Fact.ask(() -> surroundings.grants(spec.names().namespace()));
        var doubtful = notIn(
                granted instanceof Fact.Known(var known) ? known : List.of(), Needs.atMost(request, namespaceExists));
        return Fact.ask(() -> {
            var denied = doubtful.stream()
                    .filter(right -> !surroundings.isAllowed(right))
                    .toList();
            return denied.isEmpty() ? denied : ofThisRun(denied, namespaceExists);
        });
    }

    private List<Right> ofThisRun(List<Right> denied, boolean namespaceExists) {
        var needed = Needs.of(spec, plan(namespaceExists));
        return denied.stream().filter(needed::contains).toList();
    }

    /** A rule of a RoleBinding is listed with those of a ClusterRoleBinding, and gives nothing outside of its namespace. */
    private static List<Right> notIn(List<Grant> granted, Set<Right> rights) {
        return rights.stream()
                .filter(right -> right.namespace().isEmpty() || granted.stream().noneMatch(grant -> grant.gives(right)))
                .toList();
    }

    /** Without previews, which need rights themselves: what is there is taken to stay, what we may not see to be absent. */
    private Plan plan(boolean namespaceExists) {
        var secrets = new LinkedHashMap<String, Secret>();
        Needs.secrets(spec)
                .flatMap(like -> findIfAllowed(like).stream())
                .forEach(secret -> secrets.put(secret.getMetadata().getName(), (Secret) secret));
        var previews = new LinkedHashMap<HasMetadata, Preview>();
        DesiredObjects.of(spec)
                .forEach(desired -> previews.put(
                        desired, findIfAllowed(desired).map(this::preview).orElseGet(Preview.Absent::new)));
        var predecessors = Fact.ask(() -> Inventory.predecessors(cluster, spec)) instanceof Fact.Known(var known)
                ? known
                : List.<Pod>of();
        return Planner.plan(request, new Inventory(namespaceExists, secrets, previews, predecessors), clock.instant());
    }

    /** A stranger's StatefulSet can hardly ever become ours as it is. */
    private Preview preview(HasMetadata live) {
        return live instanceof StatefulSet && !Labels.areOurs(live, spec)
                ? new Preview.Invalid(Optional.of(live), "")
                : new Preview.Same(live);
    }

    private Optional<HasMetadata> findIfAllowed(HasMetadata like) {
        return Fact.ask(() -> cluster.find(like)) instanceof Fact.Known(var found) ? found : Optional.empty();
    }
}
