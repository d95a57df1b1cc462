package dev.lictor.local;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Asks sidecars over HTTP what they say. */
final class Sidecars {
    private static final Duration LIMIT = Duration.ofMillis(400);
    private static final Answer NOTHING = new Answer.Silent("its sidecar does not answer");

    private final HttpClient client;

    Sidecars(Vertx vertx) {
        client = vertx.createHttpClient(new HttpClientOptions().setConnectTimeout((int) LIMIT.toMillis()));
    }

    /** The answers in the servers' order, all asked at once; never longer than the limit. */
    List<Answer> ask(List<LocalServer> servers) {
        var asked = servers.stream().map(this::ask).toList();
        return asked.stream().map(CompletableFuture::join).toList();
    }

    private CompletableFuture<Answer> ask(LocalServer server) {
        return client.request(HttpMethod.GET, server.ports().sidecar(), Loopback.ADDRESS, "/q/health/ready")
                .compose(request -> request.send())
                .compose(HttpClientResponse::body)
                .map(body -> Answer.read(body.toString(StandardCharsets.UTF_8)))
                .toCompletionStage()
                .toCompletableFuture()
                .completeOnTimeout(NOTHING, LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(failure -> NOTHING);
    }
}
