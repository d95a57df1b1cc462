package dev.lictor.kubernetes.fabric8;

import dev.lictor.kubernetes.KubernetesApi;
import dev.lictor.kubernetes.PodConnector;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.LocalPortForward;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Opens a port on this machine that the Kubernetes API forwards to a pod, as {@code kubectl port-forward} does. */
final class PortForwardConnector implements PodConnector {
    private static final int ANY = 0;

    private record Target(String server, int port) {}

    private final KubernetesClient client;
    private final KubernetesApi kubernetes;
    private final String namespace;
    private final Map<Target, LocalPortForward> open = new HashMap<>();

    PortForwardConnector(KubernetesClient client, KubernetesApi kubernetes, String namespace) {
        this.client = client;
        this.kubernetes = kubernetes;
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

    /**
     * The pod's phase is checked first: a forward to a pod that does not run opens all the same and closes each connection, which looks
     * like a server that refuses connections.
     */
    private LocalPortForward forwarded(Target target) throws IOException {
        var pod = kubernetes.pods(namespace, List.of(target.server())).stream()
                .findFirst()
                .orElseThrow(() -> new IOException("there is no pod " + target.server()));
        var obstacle = obstacle(pod);
        if (obstacle.isPresent()) {
            throw new IOException(obstacle.get());
        }
        try {
            return client.pods()
                    .inNamespace(namespace)
                    .withName(target.server())
                    .portForward(target.port(), InetAddress.getLoopbackAddress(), ANY);
        } catch (KubernetesClientException e) {
            throw Fabric8KubernetesApi.failure("forward a port of pod " + target.server(), e);
        }
    }

    static Optional<String> obstacle(Pod pod) {
        var name = pod.getMetadata().getName();
        var status = pod.getStatus();
        var phase = status == null || status.getPhase() == null ? "Pending" : status.getPhase();
        return phase.equals("Running") ? Optional.empty() : Optional.of("pod %s is %s".formatted(name, phase));
    }

    @Override
    public synchronized void close() {
        for (var forward : open.values()) {
            try {
                forward.close();
            } catch (IOException e) {
                // The port is closed when this process ends.
            }
        }
        open.clear();
    }
}
