package dev.lictor.kubernetes.fabric8;

import dev.lictor.kubernetes.KubernetesApi;
import dev.lictor.kubernetes.KubernetesApiException;
import dev.lictor.kubernetes.Permission;
import dev.lictor.kubernetes.PodConnector;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;

/** Chooses the way to the ports of servers' pods. */
public final class PodConnectors {
    private static final String OWN_API = "KUBERNETES_SERVICE_HOST";

    private PodConnectors() {}

    /**
     * Direct connections to the pods' addresses if this process runs in a pod of the same Kubernetes cluster; otherwise port forwards
     * through the Kubernetes API.
     *
     * @param environment the environment variables of this process
     * @param labels the labels of the servers' pods
     * @throws KubernetesApiException if ports have to be forwarded and the permission for it is missing
     */
    public static PodConnector of(
            KubernetesClient client,
            KubernetesApi kubernetes,
            Map<String, String> environment,
            String namespace,
            Map<String, String> labels) {
        if (isInside(client.getConfiguration().getMasterUrl(), environment)) {
            return new DirectConnector(kubernetes, namespace, labels);
        }
        // Checked first: without the permission, each connection would be closed without a reason.
        if (!new Fabric8Discovery(client).isAllowed(new Permission("create", "", "pods/portforward", namespace, ""))) {
            throw new KubernetesApiException(
                    KubernetesApiException.Reason.REFUSED,
                    "may not create pods/portforward in namespace %s, which is needed to reach servers from outside the Kubernetes cluster; ask for {apiGroups: [\"\"], resources: [pods/portforward], verbs: [create]} there"
                            .formatted(namespace));
        }
        return new PortForwardConnector(client, kubernetes, namespace);
    }

    /** Compares the addresses, because a pod can use the API of another Kubernetes cluster, as a pod of a CI system does. */
    static boolean isInside(String api, Map<String, String> environment) {
        var own = environment.getOrDefault(OWN_API, "");
        return !own.isEmpty() && (api.contains("//" + own + ":") || api.contains("//[" + own + "]:"));
    }
}
