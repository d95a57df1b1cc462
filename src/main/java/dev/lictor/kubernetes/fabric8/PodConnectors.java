package dev.lictor.kubernetes.fabric8;

import dev.lictor.kubernetes.KubernetesApi;
import dev.lictor.kubernetes.KubernetesApiException;
import dev.lictor.kubernetes.Permission;
import dev.lictor.kubernetes.PodConnector;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;

/** Chooses how servers are reached. */
public final class PodConnectors {
    private static final String OWN_API = "KUBERNETES_SERVICE_HOST";

    private PodConnectors() {}

    /**
     * By the pods' own addresses in a pod of the same Kubernetes cluster, and elsewhere through its API.
     *
     * @param environment of this process
     * @param labels of the servers' pods
     * @throws KubernetesApiException if their ports may not be forwarded
     */
    public static PodConnector of(
            KubernetesClient client,
            KubernetesApi cluster,
            Map<String, String> environment,
            String namespace,
            Map<String, String> labels) {
        if (isInside(client.getConfiguration().getMasterUrl(), environment)) {
            return new DirectConnector(cluster, namespace, labels);
        }
        // A connection that is not forwarded would only be closed, and nobody could tell why.
        if (!new Fabric8Discovery(client).isAllowed(new Permission("create", "", "pods/portforward", namespace, ""))) {
            throw new KubernetesApiException(
                    KubernetesApiException.Reason.REFUSED,
                    "may not create pods/portforward in namespace %s, by which servers are reached from outside; ask for {apiGroups: [\"\"], resources: [pods/portforward], verbs: [create]} there"
                            .formatted(namespace));
        }
        return new PortForwardConnector(client, cluster, namespace);
    }

    /** A pod may ask another Kubernetes cluster than its own, as one that runs pipelines does. */
    static boolean isInside(String api, Map<String, String> environment) {
        var own = environment.getOrDefault(OWN_API, "");
        return !own.isEmpty() && (api.contains("//" + own + ":") || api.contains("//[" + own + "]:"));
    }
}
