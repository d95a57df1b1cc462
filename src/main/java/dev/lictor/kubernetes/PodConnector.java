package dev.lictor.kubernetes;

import java.io.IOException;
import java.net.InetSocketAddress;

/** How a server's ports are reached from here. */
public interface PodConnector extends AutoCloseable {
    /**
     * An address that leads to the port.
     *
     * @param server as its pod is named
     * @throws IOException if there is none, and why
     * @throws KubernetesApiException if Kubernetes refuses or does not answer
     */
    InetSocketAddress address(String server, int port) throws IOException;

    @Override
    void close();
}
