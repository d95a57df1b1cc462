package dev.lictor.kube;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.LocalPortForward;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;

/** From outside: a port on this machine that the Kubernetes API forwards to a pod, as {@code kubectl port-forward} has it. */
final class PortForwards implements Reach {
    private static final int ANY = 0;

    private record Target(String server, int port) {}

    private final KubernetesClient client;
    private final String namespace;
    private final Map<Target, LocalPortForward> open = new HashMap<>();

    PortForwards(KubernetesClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
    }

    @Override
    public synchronized InetSocketAddress address(String server, int port) throws IOException {
        var target = new Target(server, port);
        var forward = open.get(target);
        if (forward == null || !forward.isAlive()) {
            forward = forwarded(target);
            open.put(target, forward);
        }
        return new InetSocketAddress(forward.getLocalAddress(), forward.getLocalPort());
    }

    private LocalPortForward forwarded(Target target) {
        try {
            return client.pods()
                    .inNamespace(namespace)
                    .withName(target.server())
                    .portForward(target.port(), InetAddress.getLoopbackAddress(), ANY);
        } catch (KubernetesClientException e) {
            throw Fabric8Cluster.failure("forward a port of pod " + target.server(), e);
        }
    }

    @Override
    public synchronized void close() {
        for (var forward : open.values()) {
            try {
                forward.close();
            } catch (IOException e) {
                // It goes with this process.
            }
        }
        open.clear();
    }
}
