package dev.lictor.kubernetes.fabric8;

import dev.lictor.kubernetes.KubernetesApi;
import dev.lictor.kubernetes.PodConnector;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Connects to a pod by its own address: from inside the same Kubernetes cluster. */
final class DirectConnector implements PodConnector {
    private final KubernetesApi kubernetes;
    private final String namespace;
    private final Map<String, String> labels;

    DirectConnector(KubernetesApi kubernetes, String namespace, Map<String, String> labels) {
        this.kubernetes = kubernetes;
        this.namespace = namespace;
        this.labels = Map.copyOf(labels);
    }

    /** Reads the address each time, because a restarted pod has another one. */
    @Override
    public InetSocketAddress address(String server, int port) throws IOException {
        var address = kubernetes.pods(namespace, ofServer(server)).stream()
                .filter(pod -> server.equals(pod.getMetadata().getName()))
                .findFirst()
                .flatMap(DirectConnector::address)
                .orElseThrow(() -> new IOException("no pod %s with an address".formatted(server)));
        return new InetSocketAddress(InetAddress.ofLiteral(address), port);
    }

    /** Adds the label that the StatefulSet controller gives to each pod, so that only one pod is read. */
    private Map<String, String> ofServer(String server) {
        var all = new TreeMap<>(labels);
        all.put("statefulset.kubernetes.io/pod-name", server);
        return all;
    }

    private static Optional<String> address(Pod pod) {
        return Optional.ofNullable(pod.getStatus()).flatMap(status -> Optional.ofNullable(status.getPodIP()));
    }

    @Override
    public void close() {}
}
