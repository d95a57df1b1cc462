package dev.lictor.sidecar.reconcile;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** The sidecar of the same container, asked over its port. */
public final class SidecarLiveness {
    /** Of a handover half the time: on a busy node an answer takes longer than where nothing else runs. */
    private static final Duration LIMIT = Duration.ofSeconds(2);

    private static final int OK = 200;

    private SidecarLiveness() {}

    /** @param host that it listens on, or all of them */
    public static CompletionStage<Boolean> lives(Vertx vertx, String host, int port, boolean tls) {
        // Nothing secret is said to it, and its certificate need not be for this address.
        var options = new HttpClientOptions()
                .setSsl(tls)
                .setTrustAll(true)
                .setVerifyHost(false)
                .setConnectTimeout(Math.toIntExact(LIMIT.toMillis()));
        return vertx.createHttpClient(options)
                .request(HttpMethod.GET, port, reachable(host), "/q/health/live")
                .compose(request -> request.send())
                .map(response -> response.statusCode() == OK)
                .timeout(LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                .otherwise(false)
                .toCompletionStage();
    }

    private static String reachable(String host) {
        return switch (host) {
            case "0.0.0.0" -> "127.0.0.1";
            case "::" -> "::1";
            default -> host;
        };
    }
}
