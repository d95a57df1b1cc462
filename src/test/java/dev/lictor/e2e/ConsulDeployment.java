package dev.lictor.e2e;

/**
 * How to reach a cluster.
 *
 * @param scheme {@code https} or {@code http}, which Consul's API is asked by on its port
 */
record ConsulDeployment(
        String namespace, String statefulSet, String clientService, String instance, String scheme, int port) {

    /** The deployment of k8s/lictor.properties, in a namespace of its own. */
    static ConsulDeployment byDefault(String namespace) {
        return new ConsulDeployment(namespace, "consul", "consul", "consul", "https", 8501);
    }

    /** The deployment of k8s/examples/traefik-lan, whose HTTPS requires a client certificate. */
    static ConsulDeployment tutorial(String namespace) {
        return new ConsulDeployment(
                namespace, "stf-consul-for-traefik", "svc-consul-for-traefik", "consul-for-traefik", "http", 8500);
    }

    String selector() {
        return "app.kubernetes.io/component=server,app.kubernetes.io/instance=" + instance;
    }
}
