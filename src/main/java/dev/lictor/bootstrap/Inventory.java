package dev.lictor.bootstrap;

import dev.lictor.bootstrap.objects.DesiredObjects;
import dev.lictor.bootstrap.objects.Labels;
import dev.lictor.bootstrap.objects.NamespaceObject;
import dev.lictor.bootstrap.objects.SecretObject;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.kube.Cluster;
import dev.lictor.kube.ClusterFailure;
import dev.lictor.kube.Preview;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the Kubernetes cluster holds of a Consul cluster, read before anything is decided. What a run may have to write is rehearsed
 * as well, so that one that lacks a right leaves nothing half done.
 *
 * @param secrets those that exist, by name
 * @param previews what applying each desired object would do
 */
public record Inventory(boolean namespaceExists, Map<String, Secret> secrets, Map<HasMetadata, Preview> previews) {

    /** @throws ClusterFailure that names everything which could not be read */
    public static Inventory read(Cluster cluster, ClusterSpec spec) {
        var failures = new ArrayList<ClusterFailure>();
        var namespaceExists = attempt(
                failures, false, () -> cluster.find(NamespaceObject.of(spec)).isPresent());
        var secrets = new LinkedHashMap<String, Secret>();
        var previews = new LinkedHashMap<HasMetadata, Preview>();
        if (reachable(failures)) {
            for (var name : Part.bySecret(spec).keySet()) {
                var like = SecretObject.of(spec, name, Map.of());
                attempt(failures, Optional.<HasMetadata>empty(), () -> secret(cluster, like, namespaceExists))
                        .ifPresent(secret -> secrets.put(name, (Secret) secret));
            }
            DesiredObjects.of(spec)
                    .forEach(desired -> previews.put(
                            desired, attempt(failures, new Preview.Absent(), () -> cluster.preview(desired))));
            // Only so that who may not see them learns it now, and not when waiting for them.
            attempt(failures, List.of(), () -> cluster.pods(spec.names().namespace(), Labels.selector(spec)));
        }
        if (!failures.isEmpty()) {
            throw ClusterFailure.all(failures);
        }
        return new Inventory(namespaceExists, secrets, previews);
    }

    /** The Secret, or, where it is not there, the certainty that it may be created. */
    private static Optional<HasMetadata> secret(Cluster cluster, Secret like, boolean namespaceExists) {
        var found = cluster.find(like);
        try {
            if (found.isEmpty() && namespaceExists) {
                cluster.rehearseCreation(like);
            }
            return found;
        } catch (Cluster.Superseded e) {
            return cluster.find(like);
        }
    }

    /** Where nobody answers, asking for the rest would only wait for each. */
    private static boolean reachable(List<ClusterFailure> failures) {
        return failures.stream().noneMatch(failure -> failure.reason() == ClusterFailure.Reason.UNREACHABLE);
    }

    private static <T> T attempt(List<ClusterFailure> failures, T otherwise, Supplier<T> read) {
        try {
            return read.get();
        } catch (ClusterFailure e) {
            failures.add(e);
            return otherwise;
        }
    }
}
