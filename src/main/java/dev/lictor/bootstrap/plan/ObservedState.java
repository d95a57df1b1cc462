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
 * What Kubernetes holds of a Consul cluster, read before anything is decided. Writes that may follow are tried as dry runs, so that a run
 * without the necessary permissions fails before it writes anything.
 *
 * @param secrets those that exist, by name
 * @param previews what applying each desired object would do
 * @param predecessors pods of another owner with the names of our servers
 * @param remains whether servers or their data exist, with or without a StatefulSet
 * @param survey the answers of the predecessors; empty if they were not asked
 */
public record ObservedState(
        boolean namespaceExists,
        Map<String, Secret> secrets,
        Map<HasMetadata, DryRunResult> previews,
        List<Pod> predecessors,
        EarlierInstallation remains,
        Optional<TakeoverSurvey> survey) {

    /** Derives what remains of servers from the StatefulSet alone. */
    public ObservedState(
            boolean namespaceExists,
            Map<String, Secret> secrets,
            Map<HasMetadata, DryRunResult> previews,
            List<Pod> predecessors) {
        this(namespaceExists, secrets, previews, predecessors, EarlierInstallation.of(previews), Optional.empty());
    }

    /** The live object when it was read; empty if it did not exist. */
    public Optional<HasMetadata> seen(HasMetadata desired) {
        return Optional.ofNullable(previews.get(desired)).flatMap(DryRunResult::found);
    }

    /** What the API server drops from the objects, also from those that the run does not change. */
    public List<Omission> omissions() {
        return previews.entrySet().stream()
                .filter(entry -> !entry.getValue().omitted().isEmpty())
                .map(entry -> new Omission(
                        ObjectKey.of(entry.getKey()), entry.getValue().omitted()))
                .toList();
    }

    /** The UID and resource version of each object that was found. */
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

    /** @throws KubernetesApiException that names everything that could not be read */
    public static ObservedState read(KubernetesApi kubernetes, BootstrapRequest request) {
        var failures = new ArrayList<KubernetesApiException>();
        var namespaceExists = attempt(
                failures,
                true, // without this permission, go on and report all missing permissions at once
                () -> findOrDryRunCreate(kubernetes, NamespaceObject.of(request.spec()))
                        .isPresent());
        if (!isAnswering(failures)) {
            throw KubernetesApiException.all(failures);
        }
        return read(kubernetes, request, namespaceExists ? Contents.UNKNOWN : Contents.IMPOSSIBLE, failures);
    }

    /**
     * As {@link #read(KubernetesApi, BootstrapRequest)}, in a namespace that this run has just created. Nothing is looked for there. An object
     * that another run creates meanwhile is noticed when this run writes it.
     */
    public static ObservedState readNewNamespace(KubernetesApi kubernetes, BootstrapRequest request) {
        return read(kubernetes, request, Contents.NONE, new ArrayList<>());
    }

    /** What a namespace can hold. */
    private enum Contents {
        /** There is no namespace. */
        IMPOSSIBLE,
        /** It has just been created. */
        NONE,
        UNKNOWN
    }

    private static ObservedState read(
            KubernetesApi kubernetes,
            BootstrapRequest request,
            Contents contents,
            List<KubernetesApiException> failures) {
        try (var requests = new ParallelRequests()) {
            var observed = read(kubernetes, request, contents, requests, failures);
            if (!failures.isEmpty()) {
                throw KubernetesApiException.all(failures);
            }
            return observed;
        }
    }

    /** Sends all requests before it waits for the first answer. */
    private static ObservedState read(
            KubernetesApi kubernetes,
            BootstrapRequest request,
            Contents contents,
            ParallelRequests requests,
            List<KubernetesApiException> failures) {
        var spec = request.spec();
        var stored = new LinkedHashMap<String, Supplier<Optional<HasMetadata>>>();
        // Read now, so that a missing permission is reported before the rollout needs it.
        Supplier<List<Pod>> foreignPods = List::of;
        if (contents != Contents.IMPOSSIBLE) {
            for (var name : KeyMaterialKind.bySecret(spec).keySet()) {
                var like = SecretObject.of(spec, name, Map.of());
                stored.put(
                        name,
                        requests.send(() -> contents == Contents.NONE
                                ? dryRunCreated(kubernetes, like)
                                : findOrDryRunCreate(kubernetes, like)));
            }
        }
        if (contents == Contents.UNKNOWN) {
            foreignPods = requests.send(() -> predecessors(kubernetes, spec));
        }
        var previewed = new LinkedHashMap<HasMetadata, Supplier<Previewed>>();
        for (var desired : DesiredObjects.of(spec)) {
            previewed.put(
                    desired,
                    canBeTried(contents, desired)
                            ? requests.send(() -> previewed(kubernetes, request, desired))
                            : () -> new Previewed(desired, new DryRunResult.Absent()));
        }

        var secrets = new LinkedHashMap<String, Secret>();
        stored.forEach((name, answer) -> attempt(failures, Optional.<HasMetadata>empty(), answer)
                .ifPresent(secret -> secrets.put(name, (Secret) secret)));
        var predecessors = attempt(failures, List.<Pod>of(), foreignPods);
        var previews = new LinkedHashMap<HasMetadata, DryRunResult>();
        previewed.forEach((desired, answer) -> {
            var found = attempt(failures, new Previewed(desired, new DryRunResult.Absent()), answer);
            previews.put(found.desired(), found.preview());
        });
        var unseen = new ObservedState(contents != Contents.IMPOSSIBLE, secrets, previews, predecessors);
        return contents == Contents.UNKNOWN
                        && (secrets.size() < stored.size() || !unseen.remains().servers())
                ? attempt(failures, unseen, () -> unseen.with(remains(kubernetes, spec, unseen.remains())))
                : unseen;
    }

    private ObservedState with(EarlierInstallation found) {
        return new ObservedState(namespaceExists, secrets, previews, predecessors, found, survey);
    }

    /** @param assumed the result if claims may not be read */
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
     * In a namespace that does not exist there are no objects, and each request would only take time. Objects of custom kinds are asked for
     * all the same, because the run must know whether the API server serves their kind.
     */
    private static boolean canBeTried(Contents contents, HasMetadata desired) {
        return contents != Contents.IMPOSSIBLE || desired instanceof GenericKubernetesResource;
    }

    /** Pods of another owner with our servers' names. They are read by name, because their labels are unknown. */
    public static List<Pod> predecessors(KubernetesApi kubernetes, ClusterSpec spec) {
        return kubernetes.pods(spec.names().namespace(), spec.names().servers(spec.servers())).stream()
                .filter(pod -> !Labels.areOfOurServers(pod.getMetadata(), spec))
                .toList();
    }

    private record Previewed(HasMetadata desired, DryRunResult preview) {}

    private static Previewed previewed(KubernetesApi kubernetes, BootstrapRequest request, HasMetadata desired) {
        var spec = request.spec();
        var preview = preview(kubernetes, request, desired);
        var kept = desired instanceof ConfigMap
                ? configurationsInUse(kubernetes, spec, preview)
                : Map.<String, String>of();
        var wanted = kept.isEmpty() ? desired : ConfigMapObject.of(spec, kept);
        var live = preview.found().filter(found -> Labels.areOurs(found, spec));
        var isLabelledByOthers = live.isPresent() && Labels.leaveToOthers(wanted, live.get(), spec);
        return new Previewed(
                wanted, kept.isEmpty() && !isLabelledByOthers ? preview : preview(kubernetes, request, wanted));
    }

    /**
     * The entries of the ConfigMap that pods still use: servers of an earlier revision or of another owner read the configuration that they
     * were started with. The StatefulSet's template counts as well, because a concurrent run may just have changed it.
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

    /** Previews a takeover, or a forced apply, only if the request allows it. */
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

    /** The live object; if it does not exist, a dry run has created it, so the permission is there. */
    private static Optional<HasMetadata> findOrDryRunCreate(KubernetesApi kubernetes, HasMetadata like) {
        var found = kubernetes.find(like);
        return found.isPresent() ? found : dryRunCreated(kubernetes, like);
    }

    private static Optional<HasMetadata> dryRunCreated(KubernetesApi kubernetes, HasMetadata like) {
        try {
            kubernetes.dryRunCreate(like);
            return Optional.empty();
        } catch (WriteConflictException e) {
            return kubernetes.find(like);
        }
    }

    /** Whether the API server answers and accepts the credentials; otherwise every further request would fail in the same way. */
    private static boolean isAnswering(List<KubernetesApiException> failures) {
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
