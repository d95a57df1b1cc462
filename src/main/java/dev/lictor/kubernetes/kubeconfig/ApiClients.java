package dev.lictor.kubernetes.kubeconfig;

import dev.lictor.kubernetes.fabric8.ClientTimeouts;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.vertx.core.Vertx;

/** Opens fabric8's Kubernetes client for a connection. */
public final class ApiClients {
    private ApiClients() {}

    /**
     * Runs the credential plugin, if there is one, so that its failure is reported before anything is asked of the API.
     *
     * @throws dev.lictor.kubernetes.KubernetesApiException if the plugin fails
     */
    public static KubernetesClient open(ApiConnection connection, KubernetesSerialization serialization, Vertx vertx) {
        connection.credentials().authorization();
        return new KubernetesClientBuilder()
                .withKubernetesSerialization(serialization)
                .withConfig(config(connection))
                .withHttpClientFactory(new ApiHttpClients(connection, vertx))
                .build();
    }

    /** The client gets only the address: {@link ApiHttpClients} has the rest. */
    private static Config config(ApiConnection connection) {
        var config = Config.empty();
        config.setMasterUrl(connection.server().toString());
        ClientTimeouts.limit(config);
        return config;
    }
}
