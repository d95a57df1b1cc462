package dev.lictor.kube;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.net.HttpURLConnection;

/** Kinds that the API server knows only where somebody has defined them. */
final class CustomResources {
    private CustomResources() {}

    /** The object by its API, which the client would first ask the API server for if it is of no class of its own. */
    static Resource<? extends HasMetadata> resource(KubernetesClient client, HasMetadata object) {
        if (!(object instanceof GenericKubernetesResource custom)) {
            return client.resource(object);
        }
        var api = custom.getApiVersion();
        var context = new ResourceDefinitionContext.Builder()
                .withGroup(api.substring(0, api.indexOf('/')))
                .withVersion(api.substring(api.indexOf('/') + 1))
                .withKind(custom.getKind())
                .withPlural(Kind.plural(custom.getKind()))
                .withNamespaced(true)
                .build();
        return client.genericKubernetesResources(context)
                .inNamespace(custom.getMetadata().getNamespace())
                .resource(custom);
    }

    static boolean isServed(KubernetesClient client, Kind kind) {
        try {
            return client.raw(kind.api(), "GET", null).contains("\"%s\"".formatted(kind.plural()));
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return false;
            }
            throw Fabric8Cluster.failure("ask for " + kind.api(), e);
        }
    }

    /** Whether the API server does not know the kind; of an object or a namespace that is not there it says the name. */
    static boolean isUnknownKind(KubernetesClientException e) {
        var status = e.getStatus();
        return e.getCode() == HttpURLConnection.HTTP_NOT_FOUND
                && (status == null
                        || status.getDetails() == null
                        || status.getDetails().getName() == null
                        || status.getDetails().getName().isEmpty());
    }
}
