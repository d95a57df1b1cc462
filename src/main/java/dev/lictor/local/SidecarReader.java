package dev.lictor.local;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Polls the sidecars' readiness over HTTP. Not thread-safe. */
final class SidecarReader {
    /** How long one poll waits. For sidecars that answer later it returns the previous answer. */
    private static final Duration WAIT = Duration.ofMillis(600);

    /** How long a sidecar may take to answer. After that the previous answer is too old to show. */
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final HttpClient client;
    private final Map<LocalServer, PolledSidecar> sidecars = new HashMap<>();

    SidecarReader(Vertx vertx) {
        client = vertx.createHttpClient(new HttpClientOptions().setConnectTimeout((int) TIMEOUT.toMillis()));
    }

    /** Polls all sidecars in parallel. The answers are in the order of the servers. */
    List<SidecarAnswer> ask(List<LocalServer> servers) {
        var all = servers.stream()
                .map(server ->
                        sidecars.computeIfAbsent(server, PolledSidecar::new).poll())
                .toList();
        CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new))
                .completeOnTimeout(null, WAIT.toMillis(), TimeUnit.MILLISECONDS)
                .join();
        return servers.stream()
                .map(server ->
                        sidecars.computeIfAbsent(server, PolledSidecar::new).answer())
                .toList();
    }

    /** One sidecar, its last answer and the request that is under way. */
    private final class PolledSidecar {
        private final LocalServer server;
        private SidecarAnswer last = new SidecarAnswer.NoAnswer("its sidecar is starting");
        private CompletableFuture<SidecarAnswer> next = CompletableFuture.completedFuture(last);
        private boolean answered;

        PolledSidecar(LocalServer server) {
            this.server = server;
        }

        /** Sends a request, unless one is under way. */
        CompletableFuture<SidecarAnswer> poll() {
            if (next.isDone()) {
                last = next.join();
                answered |= last instanceof SidecarAnswer.Reported;
                var nothing = new SidecarAnswer.NoAnswer(
                        answered ? "its sidecar does not answer" : "its sidecar is starting");
                next = client.request(HttpMethod.GET, server.ports().sidecar(), Loopback.ADDRESS, "/q/health/ready")
                        .compose(this::body)
                        .map(SidecarAnswer::read)
                        .timeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                        .otherwise(nothing)
                        .toCompletionStage()
                        .toCompletableFuture();
            }
            return next;
        }

        SidecarAnswer answer() {
            return next.isDone() ? next.join() : last;
        }

        private Future<String> body(HttpClientRequest request) {
            // Register for the body before the request is sent, or a body that arrives early is lost.
            var body = request.response().compose(HttpClientResponse::body);
            return request.send().compose(_ -> body).map(bytes -> bytes.toString(StandardCharsets.UTF_8));
        }
    }
}
