package dev.lictor.kubernetes;

import java.io.IOException;
import java.net.InetSocketAddress;

/** Connects this process to a port of a server's pod. */
public interface PodConnector extends AutoCloseable {
    /**
     * An address under which this process reaches the port.
     *
     * @param server the name of the server's pod
     * @throws IOException if there is no such pod or it has no address; the message says which
     * @throws KubernetesApiException if the Kubernetes API refuses a request or does not answer in time
     */
    InetSocketAddress address(String server, int port) throws IOException;

    @Override
    void close();
}
