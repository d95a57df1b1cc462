package dev.lictor.kubernetes.fabric8;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.WebSocket;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs a command in a container, as {@code kubectl exec} does: {@code GET pods/NAME/exec} over a WebSocket. */
public interface PodCommand {
    /** The status code of a normal closure of a WebSocket (RFC 6455, 7.4.1). */
    int NORMAL = 1000;

    /**
     * Runs the command and waits for its end.
     *
     * @return its standard output
     * @throws IOException if the command cannot be started, fails, or does not end in time; the message says which
     */
    String run(Pod pod, String container, List<String> command) throws IOException;

    /**
     * Over the Kubernetes API. The client's own exec is not used: it first watches the pod until it is ready, which the Job has no
     * permission for, and which fails in a native executable.
     *
     * @param limit for the connection, and for the command
     */
    static PodCommand by(KubernetesClient client, Duration limit) {
        return (pod, container, command) -> {
            var running = new ExecSession(command.getFirst());
            var connecting = client.getHttpClient()
                    .newWebSocketBuilder()
                    .uri(WebSocket.toWebSocketUri(address(client, pod, container, command)))
                    .subprotocol(ExecSession.PROTOCOL)
                    .connectTimeout(limit.toMillis(), TimeUnit.MILLISECONDS)
                    .buildAsync(running);
            var open = connecting.whenComplete((_, failure) -> {
                if (failure != null) {
                    running.fail(failure instanceof CompletionException wrapped ? cause(wrapped) : failure);
                }
            });
            try {
                return running.end().get(limit.toMillis(), TimeUnit.MILLISECONDS);
            } catch (ExecutionException e) {
                throw cause(e) instanceof IOException told ? told : new IOException(String.valueOf(cause(e)), e);
            } catch (TimeoutException e) {
                throw new IOException("the command did not end within %d s".formatted(limit.toSeconds()), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            } finally {
                var _ = open.thenAccept(socket -> socket.sendClose(NORMAL, ""));
            }
        };
    }

    private static Throwable cause(Exception wrapped) {
        return wrapped.getCause() == null ? wrapped : wrapped.getCause();
    }

    private static URI address(KubernetesClient client, Pod pod, String container, List<String> command) {
        var query = Stream.concat(
                        Stream.of("container=" + encoded(container), "stdout=true", "stderr=true"),
                        command.stream().map(word -> "command=" + encoded(word)))
                .collect(Collectors.joining("&"));
        return client.getMasterUrl()
                .toString()
                .transform(server -> URI.create("%s/api/v1/namespaces/%s/pods/%s/exec?%s"
                        .formatted(
                                server.replaceAll("/+$", ""),
                                pod.getMetadata().getNamespace(),
                                pod.getMetadata().getName(),
                                query)));
    }

    private static String encoded(String word) {
        return URLEncoder.encode(word, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
