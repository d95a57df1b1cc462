package dev.lictor.kubernetes.fabric8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lictor.kubernetes.ObjectKey;
import dev.lictor.kubernetes.ObjectVersion;
import dev.lictor.kubernetes.ResourceKind;
import dev.lictor.kubernetes.WriteConflictException;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Lists and deletes objects by plain HTTP requests: an object that is only deleted needs no model class. */
final class ObjectDeletion {
    private static final int TOO_MANY_REQUESTS = 429;

    private final KubernetesClient client;

    ObjectDeletion(KubernetesClient client) {
        this.client = client;
    }

    List<ObjectVersion> listByLabels(ResourceKind kind, String namespace, String selector) {
        if (kind == ResourceKind.POD_MONITOR && !GenericResources.isServed(client, kind)) {
            return List.of();
        }
        return new PagedLists(client)
                .listByLabels(
                        kind.path(namespace),
                        selector,
                        item -> item.at("/metadata/deletionTimestamp").isMissingNode()
                                ? Stream.of(version(kind, namespace, item))
                                : Stream.empty());
    }

    private static ObjectVersion version(ResourceKind kind, String namespace, JsonNode item) {
        var metadata = item.path("metadata");
        var entries = new HashSet<String>();
        item.path("data").fieldNames().forEachRemaining(entries::add);
        item.path("binaryData").fieldNames().forEachRemaining(entries::add);
        return new ObjectVersion(
                kind,
                new ObjectKey(kind.singular(), namespace, metadata.path("name").asText()),
                metadata.path("uid").asText(),
                metadata.path("resourceVersion").asText(),
                entries,
                PagedLists.elements(metadata.path("ownerReferences"))
                        .map(owner -> owner.path("uid").asText())
                        .collect(Collectors.toSet()));
    }

    /** @param propagation what happens to the objects that it owns: {@code Background} deletes them, {@code Orphan} keeps them */
    void delete(ObjectVersion object, String propagation, boolean dryRun) {
        var options = JsonNodeFactory.instance.objectNode();
        options.put("apiVersion", "v1").put("kind", "DeleteOptions").put("propagationPolicy", propagation);
        options.putObject("preconditions").put("uid", object.uid()).put("resourceVersion", object.resourceVersion());
        if (dryRun) {
            options.putArray("dryRun").add("All");
        }
        delete(object.kind().path(object.key().namespace()), object.key(), options);
    }

    /** With the pod's own grace period. The precondition is the uid alone, because the pod's status changes at any time. */
    void delete(Pod pod) {
        var options = JsonNodeFactory.instance.objectNode();
        options.put("apiVersion", "v1").put("kind", "DeleteOptions");
        options.putObject("preconditions").put("uid", pod.getMetadata().getUid());
        delete("/api/v1/namespaces/%s/pods".formatted(pod.getMetadata().getNamespace()), ObjectKey.of(pod), options);
    }

    /** @return why the disruption budget does not allow it; empty if the pod is deleted */
    Optional<String> evict(Pod pod) {
        var metadata = pod.getMetadata();
        var eviction = JsonNodeFactory.instance.objectNode();
        eviction.put("apiVersion", "policy/v1").put("kind", "Eviction");
        eviction.putObject("metadata").put("name", metadata.getName()).put("namespace", metadata.getNamespace());
        eviction.putObject("deleteOptions").putObject("preconditions").put("uid", metadata.getUid());
        try {
            client.raw(
                    "/api/v1/namespaces/%s/pods/%s/eviction".formatted(metadata.getNamespace(), metadata.getName()),
                    "POST",
                    eviction);
            return Optional.empty();
        } catch (KubernetesClientException e) {
            return switch (e.getCode()) {
                case TOO_MANY_REQUESTS -> Optional.of(Fabric8KubernetesApi.said(e));
                case HttpURLConnection.HTTP_CONFLICT, HttpURLConnection.HTTP_NOT_FOUND ->
                    throw new WriteConflictException(ObjectKey.of(pod) + ": " + Fabric8KubernetesApi.said(e), e);
                default -> throw Fabric8KubernetesApi.failure("evict " + ObjectKey.of(pod), e);
            };
        }
    }

    private void delete(String path, ObjectKey key, ObjectNode options) {
        try {
            client.raw(path + "/" + key.name(), "DELETE", options.toString());
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                throw new WriteConflictException(key + ": " + Fabric8KubernetesApi.said(e), e);
            }
            throw Fabric8KubernetesApi.failure("delete " + key, e);
        }
    }
}
