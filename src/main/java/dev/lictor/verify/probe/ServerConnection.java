package dev.lictor.verify.probe;

import dev.lictor.consul.ConsulResult;
import dev.lictor.consul.http.BlockingConsulClient;
import dev.lictor.kubernetes.PodConnector;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.function.BiFunction;

/** Sends requests to servers by the name of their pods. An unreachable pod is a failed result, not an exception. */
public record ServerConnection(PodConnector connector, BlockingConsulClient consul) {
    /** @param port the port of Consul's API on this server */
    public <T> ConsulResult<T> ask(
            String server, int port, BiFunction<BlockingConsulClient, InetSocketAddress, ConsulResult<T>> request) {
        try {
            return request.apply(consul, connector.address(server, port));
        } catch (IOException e) {
            return BlockingConsulClient.unreachable(String.valueOf(e.getMessage()));
        }
    }
}
