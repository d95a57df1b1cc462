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

/** Asks sidecars over HTTP what they say. Used by one thread. */
final class SidecarReader {
    /** A look waits no longer, and shows what the others said last. */
    private static final Duration LOOK = Duration.ofMillis(600);

    /** Then what was said last is too old to be shown. */
    private static final Duration LIMIT = Duration.ofSeconds(2);

    private final HttpClient client;
    private final Map<LocalServer, Asked> asked = new HashMap<>();

    SidecarReader(Vertx vertx) {
        client = vertx.createHttpClient(new HttpClientOptions().setConnectTimeout((int) LIMIT.toMillis()));
    }

    /** The answers in the servers' order, all asked at once. */
    List<SidecarAnswer> ask(List<LocalServer> servers) {
        var all = servers.stream()
                .map(server -> asked.computeIfAbsent(server, Asked::new).again())
                .toList();
        CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new))
                .completeOnTimeout(null, LOOK.toMillis(), TimeUnit.MILLISECONDS)
                .join();
        return servers.stream()
                .map(server -> asked.computeIfAbsent(server, Asked::new).answer())
                .toList();
    }

    /** One sidecar. */
    private final class Asked {
        private final LocalServer server;
        private SidecarAnswer last = new SidecarAnswer.Silent("its sidecar is starting");
        private CompletableFuture<SidecarAnswer> next = CompletableFuture.completedFuture(last);
        private boolean answered;

        Asked(LocalServer server) {
            this.server = server;
        }

        /** Asks once more, unless an answer is still awaited. */
        CompletableFuture<SidecarAnswer> again() {
            if (next.isDone()) {
                last = next.join();
                answered |= last instanceof SidecarAnswer.Told;
                var nothing =
                        new SidecarAnswer.Silent(answered ? "its sidecar does not answer" : "its sidecar is starting");
                next = client.request(HttpMethod.GET, server.ports().sidecar(), Loopback.ADDRESS, "/q/health/ready")
                        .compose(this::body)
                        .map(SidecarAnswer::read)
                        .timeout(LIMIT.toMillis(), TimeUnit.MILLISECONDS)
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
            // The body is awaited before the request is sent: one that comes while nobody listens is lost.
            var body = request.response().compose(HttpClientResponse::body);
            return request.send().compose(_ -> body).map(bytes -> bytes.toString(StandardCharsets.UTF_8));
        }
    }
}
