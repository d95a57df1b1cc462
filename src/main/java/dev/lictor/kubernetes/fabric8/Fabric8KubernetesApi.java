package dev.lictor.kubernetes.fabric8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.lictor.kubernetes.AdmissionRefusal;
import dev.lictor.kubernetes.DryRunResult;
import dev.lictor.kubernetes.KubernetesApi;
import dev.lictor.kubernetes.KubernetesApiException;
import dev.lictor.kubernetes.ObjectKey;
import dev.lictor.kubernetes.ObjectVersion;
import dev.lictor.kubernetes.ResourceKind;
import dev.lictor.kubernetes.WriteConflictException;
import dev.lictor.text.Foreign;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** {@link KubernetesApi} with fabric8's client. */
public final class Fabric8KubernetesApi implements KubernetesApi {
    static final String FIELD_MANAGER = "lictor";

    private static final String ANNOTATION_MANAGER = "lictor-notes";
    private static final String BACKGROUND = "Background";

    /** How a 403 of the API server begins ({@code NewForbidden} in apimachinery); {@code failure} names the object already. */
    private static final Pattern REQUEST = Pattern.compile("^\\S+ (?:\".*?\" )?is forbidden: ");

    private final KubernetesClient client;

    private Fabric8KubernetesApi(KubernetesClient client) {
        this.client = client;
    }

    /** @param client is configured when it is first used */
    public static Fabric8KubernetesApi connect(KubernetesClient client) {
        return new Fabric8KubernetesApi(client);
    }

    @Override
    public Optional<HasMetadata> find(HasMetadata like) {
        return like instanceof GenericKubernetesResource
                ? findGeneric(like).map(HasMetadata.class::cast)
                : asked(
                        "get " + ObjectKey.of(like),
                        () -> Optional.ofNullable(client.resource(like).get()));
    }

    @Override
    public Optional<GenericKubernetesResource> findGeneric(HasMetadata like) {
        return findGeneric(client, like);
    }

    static Optional<GenericKubernetesResource> findGeneric(KubernetesClient client, HasMetadata like) {
        return asked(
                "get " + ObjectKey.of(like),
                () -> Optional.ofNullable(GenericResources.named(client, like).get()));
    }

    @Override
    public List<Pod> pods(String namespace, List<String> names) {
        var pages = new PagedLists(client);
        return names.stream()
                .flatMap(name -> pages.named(pods(namespace), name, this::pod).stream())
                .toList();
    }

    private Stream<Pod> pod(JsonNode tree) {
        return Stream.of(client.getKubernetesSerialization().convertValue(tree, Pod.class));
    }

    private static String pods(String namespace) {
        return "/api/v1/namespaces/%s/pods".formatted(namespace);
    }

    @Override
    public List<Pod> pods(String namespace, Map<String, String> labels) {
        return new PagedLists(client).listByLabels(pods(namespace), PagedLists.selector(labels), this::pod);
    }

    @Override
    public List<String> events(HasMetadata about, String reason) {
        var metadata = about.getMetadata();
        record Told(String time, String message) {}
        return new PagedLists(client)
                        .listByFields(
                                "/api/v1/namespaces/%s/events".formatted(metadata.getNamespace()),
                                Map.of("involvedObject.uid", metadata.getUid(), "reason", reason),
                                event -> Stream.of(new Told(
                                        event.path("lastTimestamp").asText(),
                                        event.path("message").asText())))
                        .stream()
                        .sorted(Comparator.comparing(Told::time))
                        .map(Told::message)
                        .toList();
    }

    @Override
    public Optional<String> proxyGet(String namespace, String pod, int port, String path) {
        try {
            return Optional.ofNullable(client.raw(
                    "/api/v1/namespaces/%s/pods/%s:%d/proxy%s".formatted(namespace, pod, port, path), "GET", null));
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
                throw failure("get pods/proxy", e);
            }
            return Optional.empty();
        }
    }

    @Override
    public DryRunResult dryRunApply(HasMetadata desired) {
        try {
            return new DryRuns(client).of(desired);
        } catch (WriteConflictException e) {
            return new DryRuns(client).of(desired);
        }
    }

    @Override
    public DryRunResult dryRunForceApply(HasMetadata desired, DryRunResult.Conflicting preview) {
        return new DryRuns(client).byForce(desired, preview);
    }

    @Override
    public DryRunResult dryRunAdopt(HasMetadata live, HasMetadata desired) {
        return new DryRuns(client).ofAdoption(live, desired);
    }

    @Override
    public void dryRunCreate(HasMetadata desired) {
        written("create", desired, () -> client.resource(desired).dryRun().create());
    }

    @Override
    public void apply(HasMetadata desired) {
        apply(desired, false);
    }

    private void apply(HasMetadata desired, boolean force) {
        written("patch", desired, () -> new ServerSideApply(client, force).apply(desired));
    }

    @Override
    public void applyNew(HasMetadata desired) {
        written("patch", desired, () -> new ServerSideApply(client, false).applyNew(desired));
    }

    @Override
    public void apply(HasMetadata live, HasMetadata desired) {
        apply(GenericResources.over(client, live, desired));
    }

    @Override
    public void annotate(HasMetadata annotated) {
        written(
                "patch",
                annotated,
                () -> GenericResources.resource(client, annotated)
                        .fieldManager(ANNOTATION_MANAGER)
                        .forceConflicts()
                        .serverSideApply());
    }

    @Override
    public void forceApply(HasMetadata desired) {
        apply(desired, true);
    }

    @Override
    public void forceApply(HasMetadata live, HasMetadata desired) {
        forceApply(GenericResources.over(client, live, desired));
    }

    @Override
    public void adopt(HasMetadata live, HasMetadata desired) {
        var ours = client.getKubernetesSerialization().clone(live);
        ours.getMetadata().setManagedFields(FieldOwnership.handedOver(live, FIELD_MANAGER));
        written("update", ours, () -> client.resource(ours).update());
        apply(desired);
    }

    @Override
    public void create(HasMetadata desired) {
        written("create", desired, () -> client.resource(desired).create());
    }

    @Override
    public void replace(HasMetadata desired) {
        written("update", desired, () -> client.resource(desired).update());
    }

    @Override
    public List<ObjectVersion> listByLabels(ResourceKind kind, String namespace, String selector) {
        return new ObjectDeletion(client).listByLabels(kind, namespace, selector);
    }

    @Override
    public void dryRunDelete(ObjectVersion object) {
        new ObjectDeletion(client).delete(object, BACKGROUND, true);
    }

    @Override
    public void delete(ObjectVersion object) {
        new ObjectDeletion(client).delete(object, BACKGROUND, false);
    }

    @Override
    public void deleteOrphaning(ObjectVersion object) {
        new ObjectDeletion(client).delete(object, "Orphan", false);
    }

    @Override
    public void deletePod(Pod pod) {
        new ObjectDeletion(client).delete(pod);
    }

    @Override
    public Optional<String> evict(Pod pod) {
        return new ObjectDeletion(client).evict(pod);
    }

    @Override
    public void addEndpoint(Service service, Pod pod) {
        try {
            client.raw(PodEndpoints.path(service), "POST", PodEndpoints.slice(service, pod));
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw failure("create endpointslices for " + ObjectKey.of(pod), e);
            }
        }
    }

    private static void written(String verb, HasMetadata desired, Runnable request) {
        try {
            request.run();
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                throw new WriteConflictException(ObjectKey.of(desired) + ": " + said(e), e);
            }
            throw failure(verb + " " + ObjectKey.of(desired), e);
        }
    }

    static <T> T asked(String what, Supplier<T> request) {
        try {
            return request.get();
        } catch (KubernetesClientException e) {
            throw failure(what, e);
        }
    }

    static KubernetesApiException failure(String what, KubernetesClientException e) {
        return KubernetesApiException.of(
                reason(e), what, REQUEST.matcher(said(e)).replaceFirst(""), e);
    }

    private static KubernetesApiException.Reason reason(KubernetesClientException e) {
        if (root(e) instanceof KubernetesApiException ours) {
            return ours.reason();
        }
        if (root(e) instanceof JsonProcessingException) {
            return KubernetesApiException.Reason.REFUSED;
        }
        if (root(e) instanceof IOException || ConnectionFailure.of(e).isPresent()) {
            return KubernetesApiException.Reason.UNREACHABLE;
        }
        return switch (e.getCode()) {
            case HttpURLConnection.HTTP_UNAUTHORIZED -> KubernetesApiException.Reason.UNAUTHORIZED;
            case HttpURLConnection.HTTP_FORBIDDEN ->
                isOfAdmission(e) ? KubernetesApiException.Reason.REFUSED : KubernetesApiException.Reason.FORBIDDEN;
            default -> KubernetesApiException.Reason.REFUSED;
        };
    }

    /** Admission refuses the object, not the user: a quota, a policy, a webhook. */
    static boolean isOfAdmission(KubernetesClientException e) {
        return AdmissionRefusal.of(said(e)).isPresent();
    }

    /**
     * The API server's message, or why the request could not be sent, without the client's own words around it. The messages of Jackson
     * are not shown, because they quote the text that could not be read.
     */
    static String said(KubernetesClientException e) {
        if (root(e) instanceof JsonProcessingException) {
            return "the Kubernetes API, or a proxy in front of it, sent an unexpected answer (not shown)";
        }
        if (root(e) instanceof KubernetesApiException ours) {
            return String.valueOf(ours.getMessage());
        }
        var status = e.getStatus();
        if (status == null) {
            var cause = ConnectionFailure.of(e);
            if (cause.isPresent()) {
                return cause.get().inWords(e);
            }
        }
        return Foreign.line(
                status == null || status.getMessage() == null
                        ? String.valueOf(root(e).getMessage())
                        : status.getMessage());
    }

    private static Throwable root(Throwable failure) {
        return failure.getCause() == null ? failure : root(failure.getCause());
    }
}
