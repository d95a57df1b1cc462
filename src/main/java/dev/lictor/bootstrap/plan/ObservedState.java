package dev.lictor.bootstrap.plan;

import dev.lictor.bootstrap.keys.KeyMaterialKind;
import dev.lictor.bootstrap.takeover.TakeoverSurvey;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.kubernetes.DryRunResult;
import dev.lictor.kubernetes.KubernetesApi;
import dev.lictor.kubernetes.KubernetesApiException;
import dev.lictor.kubernetes.KubernetesApiException.Reason;
import dev.lictor.kubernetes.ObjectKey;
import dev.lictor.kubernetes.WriteConflictException;
import dev.lictor.kubernetes.fabric8.ParallelRequests;
import dev.lictor.manifests.ClaimObject;
import dev.lictor.manifests.ConfigMapObject;
import dev.lictor.manifests.DesiredObjects;
import dev.lictor.manifests.Labels;
import dev.lictor.manifests.NamespaceObject;
import dev.lictor.manifests.SecretObject;
import dev.lictor.manifests.StatefulSetObject;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the Kubernetes cluster holds of a Consul cluster, read before anything is decided. What a run may have to write is rehearsed
 * as well, so that one that lacks a right leaves nothing half done.
 *
 * @param secrets those that exist, by name
 * @param previews what applying each desired object would do
 * @param predecessors pods with the names of our servers that are none of ours
 * @param remains of servers, with or without a StatefulSet
 * @param survey what those say of themselves; empty where nobody has asked them
 */
public record ObservedState(
        boolean namespaceExists,
        Map<String, Secret> secrets,
        Map<HasMetadata, DryRunResult> previews,
        List<Pod> predecessors,
        EarlierInstallation remains,
        Optional<TakeoverSurvey> survey) {

    /** Without a closer look, which is to be had where something is missing. */
    public ObservedState(
            boolean namespaceExists,
            Map<String, Secret> secrets,
            Map<HasMetadata, DryRunResult> previews,
            List<Pod> predecessors) {
        this(namespaceExists, secrets, previews, predecessors, EarlierInstallation.of(previews), Optional.empty());
    }

    /** The object as it was, if it was there. */
    public Optional<HasMetadata> seen(HasMetadata desired) {
        return Optional.ofNullable(previews.get(desired)).flatMap(DryRunResult::found);
    }

    /** Whatever becomes of the objects. */
    public List<Omission> omissions() {
        return previews.entrySet().stream()
                .filter(entry -> !entry.getValue().omitted().isEmpty())
                .map(entry -> new Omission(
                        ObjectKey.of(entry.getKey()), entry.getValue().omitted()))
                .toList();
    }

    /** Of all that was found. */
    public Map<ObjectKey, String> versions() {
        return Stream.of(
                        secrets.values().stream(),
                        predecessors.stream(),
                        previews.values().stream().flatMap(preview -> preview.found().stream()))
                .<HasMetadata>flatMap(found -> found)
                .collect(Collectors.toMap(
                        ObjectKey::of,
                        found -> "%s %s"
                                .formatted(
                                        found.getMetadata().getUid(),
                                        found.getMetadata().getResourceVersion())));
    }

    public ObservedState with(TakeoverSurvey asked) {
        return new ObservedState(namespaceExists, secrets, previews, predecessors, remains, Optional.of(asked));
    }

    /** @throws KubernetesApiException that names everything which could not be read */
    public static ObservedState read(KubernetesApi kubernetes, BootstrapRequest request) {
        var failures = new ArrayList<KubernetesApiException>();
        var namespaceExists = attempt(
                failures,
                true, // for who may not see it is to learn what else he may not
                () -> findOrRehearse(kubernetes, NamespaceObject.of(request.spec()))
                        .isPresent());
        if (!isHeard(failures)) {
            throw KubernetesApiException.all(failures);
        }
        try (var requests = new ParallelRequests()) {
            var observed = read(kubernetes, request, namespaceExists, requests, failures);
            if (!failures.isEmpty()) {
                throw KubernetesApiException.all(failures);
            }
            return observed;
        }
    }

    /** Asks for all before it reads the first answer. */
    private static ObservedState read(
            KubernetesApi kubernetes,
            BootstrapRequest request,
            boolean namespaceExists,
            ParallelRequests requests,
            List<KubernetesApiException> failures) {
        var spec = request.spec();
        var stored = new LinkedHashMap<String, Supplier<Optional<HasMetadata>>>();
        // Also so that who may not see them learns it now, and not when waiting for them.
        Supplier<List<Pod>> strangers = List::of;
        if (namespaceExists) {
            for (var name : KeyMaterialKind.bySecret(spec).keySet()) {
                var like = SecretObject.of(spec, name, Map.of());
                stored.put(name, requests.send(() -> findOrRehearse(kubernetes, like)));
            }
            strangers = requests.send(() -> predecessors(kubernetes, spec));
        }
        var previewed = new LinkedHashMap<HasMetadata, Supplier<Previewed>>();
        for (var desired : DesiredObjects.of(spec)) {
            previewed.put(
                    desired,
                    canBeThere(namespaceExists, desired)
                            ? requests.send(() -> previewed(kubernetes, request, desired))
                            : () -> new Previewed(desired, new DryRunResult.Absent()));
        }

        var secrets = new LinkedHashMap<String, Secret>();
        stored.forEach((name, answer) -> attempt(failures, Optional.<HasMetadata>empty(), answer)
                .ifPresent(secret -> secrets.put(name, (Secret) secret)));
        var predecessors = attempt(failures, List.<Pod>of(), strangers);
        var previews = new LinkedHashMap<HasMetadata, DryRunResult>();
        previewed.forEach((desired, answer) -> {
            var found = attempt(failures, new Previewed(desired, new DryRunResult.Absent()), answer);
            previews.put(found.desired(), found.preview());
        });
        var unseen = new ObservedState(namespaceExists, secrets, previews, predecessors);
        return namespaceExists
                        && (secrets.size() < stored.size() || !unseen.remains().servers())
                ? attempt(failures, unseen, () -> unseen.with(remains(kubernetes, spec, unseen.remains())))
                : unseen;
    }

    private ObservedState with(EarlierInstallation found) {
        return new ObservedState(namespaceExists, secrets, previews, predecessors, found, survey);
    }

    /** @param assumed where claims may not be looked at */
    private static EarlierInstallation remains(
            KubernetesApi kubernetes, ClusterSpec spec, EarlierInstallation assumed) {
        var pods = kubernetes.pods(spec.names().namespace(), Labels.selector(spec));
        try {
            var claims = new LinkedHashMap<String, HasMetadata>();
            for (var server : spec.names().servers(spec.servers())) {
                kubernetes
                        .find(ClaimObject.named(spec, server))
                        .filter(claim -> claim.getMetadata().getDeletionTimestamp() == null)
                        .ifPresent(claim -> claims.put(server, claim));
            }
            return EarlierInstallation.of(pods, claims);
        } catch (KubernetesApiException e) {
            if (e.reason() != Reason.FORBIDDEN) {
                throw e;
            }
            return new EarlierInstallation(
                    assumed.servers() || EarlierInstallation.of(pods, Map.of()).servers(), assumed.data());
        }
    }

    /**
     * Nothing is in a namespace that does not exist, where the API server takes its time to say so each time; but whether it knows the
     * kind at all is to be known before anything is written.
     */
    private static boolean canBeThere(boolean namespaceExists, HasMetadata desired) {
        return namespaceExists || desired instanceof GenericKubernetesResource;
    }

    /** By their names, for nobody knows the labels of others'. */
    public static List<Pod> predecessors(KubernetesApi kubernetes, ClusterSpec spec) {
        return kubernetes.pods(spec.names().namespace(), spec.names().servers(spec.servers())).stream()
                .filter(pod -> !Labels.areOfOurServers(pod.getMetadata(), spec))
                .toList();
    }

    private record Previewed(HasMetadata desired, DryRunResult preview) {}

    private static Previewed previewed(KubernetesApi kubernetes, BootstrapRequest request, HasMetadata desired) {
        var preview = preview(kubernetes, request, desired);
        if (desired instanceof ConfigMap) {
            var kept = configurationsInUse(kubernetes, request.spec(), preview);
            if (!kept.isEmpty()) {
                var keeping = ConfigMapObject.of(request.spec(), kept);
                return new Previewed(keeping, preview(kubernetes, request, keeping));
            }
        }
        return new Previewed(desired, preview);
    }

    /**
     * Servers of an earlier revision, and those of others until they are replaced, go on reading what they were started with; and those
     * that another run has asked for a moment ago are still to come.
     */
    private static Map<String, String> configurationsInUse(
            KubernetesApi kubernetes, ClusterSpec spec, DryRunResult preview) {
        var others = new TreeMap<>(preview.found().map(ConfigMapObject::data).orElseGet(Map::of));
        others.keySet().removeAll(ConfigMapObject.of(spec).getData().keySet());
        if (others.isEmpty()) {
            return others;
        }
        var pods = new ArrayList<>(kubernetes.pods(spec.names().namespace(), Labels.selector(spec)));
        pods.addAll(predecessors(kubernetes, spec));
        var template = kubernetes
                .find(StatefulSetObject.named(spec))
                .map(StatefulSet.class::cast)
                .map(live -> live.getSpec().getTemplate().getSpec());
        return ConfigMapObject.mounted(
                spec,
                others,
                Stream.concat(pods.stream().map(Pod::getSpec), template.stream())
                        .toList());
    }

    /** A stranger's object, or a field of others, is looked at as ours only where that is asked for. */
    private static DryRunResult preview(KubernetesApi kubernetes, BootstrapRequest request, HasMetadata desired) {
        var preview = kubernetes.dryRunApply(desired);
        if (preview.found().stream().anyMatch(live -> !Labels.areOurs(live, request.spec()))) {
            return request.takeover() == AdoptionPolicy.ADOPT
                    ? kubernetes
                            .find(desired)
                            .map(live -> kubernetes.dryRunAdopt(live, desired))
                            .orElseGet(DryRunResult.Absent::new)
                    : preview;
        }
        return preview instanceof DryRunResult.Conflicting conflicting
                        && request.conflictPolicy() == ConflictPolicy.TAKE
                ? kubernetes.dryRunForceApply(desired, conflicting)
                : preview;
    }

    /** The object, or, where it is not there, the certainty that it may be created. */
    private static Optional<HasMetadata> findOrRehearse(KubernetesApi kubernetes, HasMetadata like) {
        var found = kubernetes.find(like);
        try {
            if (found.isEmpty()) {
                kubernetes.dryRunCreate(like);
            }
            return found;
        } catch (WriteConflictException e) {
            return kubernetes.find(like);
        }
    }

    /** Where nobody answers, or not to us, asking for the rest would only repeat it. */
    private static boolean isHeard(List<KubernetesApiException> failures) {
        return failures.stream()
                .map(KubernetesApiException::reason)
                .noneMatch(reason -> reason == Reason.UNREACHABLE || reason == Reason.UNAUTHORIZED);
    }

    private static <T> T attempt(List<KubernetesApiException> failures, T otherwise, Supplier<T> read) {
        try {
            return read.get();
        } catch (KubernetesApiException e) {
            failures.add(e);
            return otherwise;
        }
    }
}
