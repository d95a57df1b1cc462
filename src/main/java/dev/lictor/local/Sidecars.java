package dev.lictor.local;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Asks sidecars over HTTP what they say. */
final class Sidecars {
    private static final Duration LIMIT = Duration.ofMillis(600);

    private final HttpClient client;
    private final Set<LocalServer> answered = ConcurrentHashMap.newKeySet();

    Sidecars(Vertx vertx) {
        client = vertx.createHttpClient(new HttpClientOptions().setConnectTimeout((int) LIMIT.toMillis()));
    }

    /** The answers in the servers' order, all asked at once; never longer than the limit. */
    List<Answer> ask(List<LocalServer> servers) {
        var asked = servers.stream().map(this::ask).toList();
        return asked.stream().map(CompletableFuture::join).toList();
    }

    private CompletableFuture<Answer> ask(LocalServer server) {
        var nothing = new Answer.Silent(
                answered.contains(server) ? "its sidecar does not answer" : "its sidecar is starting");
        return client.request(HttpMethod.GET, server.ports().sidecar(), Loopback.ADDRESS, "/q/health/ready")
                .compose(request -> request.send())
                .compose(HttpClientResponse::body)
                .map(body -> {
                    answered.add(server);
                    return Answer.read(body.toString(StandardCharsets.UTF_8));
                })
                .toCompletionStage()
                .toCompletableFuture()
                .completeOnTimeout(nothing, LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(failure -> nothing);
    }
}
