package dev.lictor.kubernetes.fabric8;

import dev.lictor.kubernetes.ResourceKind;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.net.HttpURLConnection;

/** Generic objects: for kinds without a model class, and for kinds whose model classes take long to read. */
final class GenericResources {
    private GenericResources() {}

    /** A request for the object in its namespace. The path is built here, because the client would first ask the API server for it. */
    static Resource<GenericKubernetesResource> resource(KubernetesClient client, HasMetadata object) {
        return of(client, tree(client, object));
    }

    static GenericKubernetesResource tree(KubernetesClient client, HasMetadata object) {
        return object instanceof GenericKubernetesResource already
                ? already
                : client.getKubernetesSerialization().convertValue(object, GenericKubernetesResource.class);
    }

    /** The desired object with the {@code resourceVersion} of the live one. */
    static GenericKubernetesResource over(KubernetesClient client, HasMetadata live, HasMetadata desired) {
        var serialization = client.getKubernetesSerialization();
        var tree = desired instanceof GenericKubernetesResource already
                ? serialization.clone(already)
                : serialization.convertValue(desired, GenericKubernetesResource.class);
        tree.getMetadata().setResourceVersion(live.getMetadata().getResourceVersion());
        return tree;
    }

    /** A request for the object of this kind and name. The other fields are left out, because converting them takes time. */
    static Resource<GenericKubernetesResource> named(KubernetesClient client, HasMetadata like) {
        var name = new GenericKubernetesResource();
        name.setApiVersion(like.getApiVersion());
        name.setKind(like.getKind());
        name.setMetadata(new ObjectMetaBuilder()
                .withNamespace(like.getMetadata().getNamespace())
                .withName(like.getMetadata().getName())
                .build());
        return of(client, name);
    }

    private static Resource<GenericKubernetesResource> of(KubernetesClient client, GenericKubernetesResource tree) {
        var api = tree.getApiVersion();
        var context = new ResourceDefinitionContext.Builder()
                .withGroup(api.contains("/") ? api.substring(0, api.indexOf('/')) : "")
                .withVersion(api.substring(api.indexOf('/') + 1))
                .withKind(tree.getKind())
                .withPlural(ResourceKind.plural(tree.getKind()))
                .withNamespaced(true)
                .build();
        return client.genericKubernetesResources(context)
                .inNamespace(tree.getMetadata().getNamespace())
                .resource(tree);
    }

    static boolean isServed(KubernetesClient client, ResourceKind kind) {
        try {
            return client.raw(kind.api(), "GET", null).contains("\"%s\"".formatted(kind.plural()));
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return false;
            }
            throw Fabric8KubernetesApi.failure("ask for " + kind.api(), e);
        }
    }

    /** Whether a 404 means that the API server does not serve the kind: for a missing object or namespace the answer has a name. */
    static boolean isUnknownKind(KubernetesClientException e) {
        var status = e.getStatus();
        return e.getCode() == HttpURLConnection.HTTP_NOT_FOUND
                && (status == null
                        || status.getDetails() == null
                        || status.getDetails().getName() == null
                        || status.getDetails().getName().isEmpty());
    }
}
