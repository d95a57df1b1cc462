package dev.lictor.preflight;

import dev.lictor.bootstrap.Inventory;
import dev.lictor.bootstrap.Planner;
import dev.lictor.bootstrap.objects.DesiredObjects;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.kube.Cluster;
import dev.lictor.kube.Grant;
import dev.lictor.kube.ObjectKey;
import dev.lictor.kube.Outcome;
import dev.lictor.kube.Preview;
import dev.lictor.kube.Right;
import dev.lictor.kube.Surroundings;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds the rights that a run needs and lacks. Who has all that any run could need, as most have, is known by one question; what else is
 * in doubt is asked about right by right, and of what is denied only that counts which this very run needs.
 */
final class RightsReview {
    private final Cluster cluster;
    private final Surroundings surroundings;
    private final ClusterSpec spec;
    private final InstantSource clock;

    RightsReview(Cluster cluster, Surroundings surroundings, ClusterSpec spec, InstantSource clock) {
        this.cluster = cluster;
        this.surroundings = surroundings;
        this.spec = spec;
        this.clock = clock;
    }

    Fact<List<Right>> missing(Questions questions, boolean namespaceExists, Fact<List<Grant>> grants) {
        var granted = grants instanceof Fact.Known(var known) ? known : List.<Grant>of();
        var doubtful = notIn(granted, Needs.atMost(spec, namespaceExists));
        var denied = questions
                .askOfEach(
                        doubtful, right -> surroundings.isAllowed(right) ? Optional.<Right>empty() : Optional.of(right))
                .get();
        if (!(denied instanceof Fact.Known(var rights)) || rights.isEmpty()) {
            return denied;
        }
        var needed = Needs.of(spec, plannedOutcomes(questions, namespaceExists));
        return new Fact.Known<>(rights.stream().filter(needed::contains).toList());
    }

    /** A rule of a RoleBinding is listed with those of a ClusterRoleBinding, and gives nothing outside of its namespace. */
    private static List<Right> notIn(List<Grant> granted, Set<Right> rights) {
        return rights.stream()
                .filter(right -> right.namespace().isEmpty() || granted.stream().noneMatch(grant -> grant.gives(right)))
                .toList();
    }

    /** Without previews, which need rights themselves: what is there is taken to stay, what we may not see to be absent. */
    private List<Outcome> plannedOutcomes(Questions questions, boolean namespaceExists) {
        var like = Stream.concat(Needs.secrets(spec), DesiredObjects.of(spec).stream())
                .toList();
        var there = questions.askOfEach(like, this::findIfAllowed).get() instanceof Fact.Known(var found)
                ? found.stream().collect(Collectors.toMap(ObjectKey::of, Function.identity()))
                : Map.<ObjectKey, HasMetadata>of();
        var secrets = new LinkedHashMap<String, Secret>();
        var previews = new LinkedHashMap<HasMetadata, Preview>();
        for (var object : like) {
            var live = there.get(ObjectKey.of(object));
            if (!(object instanceof Secret)) {
                previews.put(object, live == null ? new Preview.Absent() : new Preview.Same(live));
            } else if (live != null) {
                secrets.put(object.getMetadata().getName(), (Secret) live);
            }
        }
        return Planner.plan(spec, new Inventory(namespaceExists, secrets, previews), clock.instant())
                .outcomes();
    }

    private Optional<HasMetadata> findIfAllowed(HasMetadata like) {
        return Questions.answered(() -> cluster.find(like)) instanceof Fact.Known(var found) ? found : Optional.empty();
    }
}
