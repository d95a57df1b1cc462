package dev.lictor.bootstrap;

import dev.lictor.bootstrap.objects.DesiredObjects;
import dev.lictor.bootstrap.objects.Labels;
import dev.lictor.bootstrap.objects.NamespaceObject;
import dev.lictor.bootstrap.objects.SecretObject;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.kube.Cluster;
import dev.lictor.kube.ClusterFailure;
import dev.lictor.kube.ClusterFailure.Reason;
import dev.lictor.kube.Preview;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
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
 * @param predecessors pods with the names of our servers that are none of ours
 */
public record Inventory(
        boolean namespaceExists,
        Map<String, Secret> secrets,
        Map<HasMetadata, Preview> previews,
        List<Pod> predecessors) {

    /** @throws ClusterFailure that names everything which could not be read */
    public static Inventory read(Cluster cluster, Request request) {
        var spec = request.spec();
        var failures = new ArrayList<ClusterFailure>();
        var namespaceExists = attempt(
                failures,
                true, // for who may not see it is to learn what else he may not
                () -> findOrRehearse(cluster, NamespaceObject.of(spec)).isPresent());
        var secrets = new LinkedHashMap<String, Secret>();
        var previews = new LinkedHashMap<HasMetadata, Preview>();
        var predecessors = new ArrayList<Pod>();
        if (isHeard(failures)) {
            if (namespaceExists) {
                for (var name : Part.bySecret(spec).keySet()) {
                    var like = SecretObject.of(spec, name, Map.of());
                    attempt(failures, Optional.<HasMetadata>empty(), () -> findOrRehearse(cluster, like))
                            .ifPresent(secret -> secrets.put(name, (Secret) secret));
                }
                // Also so that who may not see them learns it now, and not when waiting for them.
                predecessors.addAll(attempt(failures, List.<Pod>of(), () -> predecessors(cluster, spec)));
            }
            DesiredObjects.of(spec)
                    .forEach(desired -> previews.put(
                            desired,
                            canBeThere(namespaceExists, desired)
                                    ? attempt(failures, new Preview.Absent(), () -> preview(cluster, request, desired))
                                    : new Preview.Absent()));
        }
        if (!failures.isEmpty()) {
            throw ClusterFailure.all(failures);
        }
        return new Inventory(namespaceExists, secrets, previews, predecessors);
    }

    /**
     * Nothing is in a namespace that does not exist, where the API server takes its time to say so each time; but whether it knows the
     * kind at all is to be known before anything is written.
     */
    private static boolean canBeThere(boolean namespaceExists, HasMetadata desired) {
        return namespaceExists || desired instanceof GenericKubernetesResource;
    }

    /** All pods of the namespace are looked at, for nobody knows the labels of others'. */
    public static List<Pod> predecessors(Cluster cluster, ClusterSpec spec) {
        var servers = spec.names().servers(spec.servers());
        return cluster.pods(
                spec.names().namespace(), pod -> servers.contains(pod.getName()) && !Labels.areOfOurServers(pod, spec));
    }

    /** A stranger's object, or a field of others, is looked at as ours only where that is asked for. */
    private static Preview preview(Cluster cluster, Request request, HasMetadata desired) {
        var preview = cluster.preview(desired);
        if (preview.found().stream().anyMatch(live -> !Labels.areOurs(live, request.spec()))) {
            return request.takeover() == Takeover.ADOPT
                    ? cluster.find(desired)
                            .map(live -> cluster.previewAdoption(live, desired))
                            .orElseGet(Preview.Absent::new)
                    : preview;
        }
        return preview instanceof Preview.Conflicting conflicting && request.dispute() == Dispute.TAKE
                ? cluster.previewByForce(desired, conflicting)
                : preview;
    }

    /** The object, or, where it is not there, the certainty that it may be created. */
    private static Optional<HasMetadata> findOrRehearse(Cluster cluster, HasMetadata like) {
        var found = cluster.find(like);
        try {
            if (found.isEmpty()) {
                cluster.rehearseCreation(like);
            }
            return found;
        } catch (Cluster.Superseded e) {
            return cluster.find(like);
        }
    }

    /** Where nobody answers, or not to us, asking for the rest would only repeat it. */
    private static boolean isHeard(List<ClusterFailure> failures) {
        return failures.stream()
                .map(ClusterFailure::reason)
                .noneMatch(reason -> reason == Reason.UNREACHABLE || reason == Reason.UNAUTHORIZED);
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
