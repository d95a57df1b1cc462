package dev.lictor.sidecar.reconcile;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Checks over its port whether the sidecar of the same container is alive. */
public final class SidecarLiveness {
    /** Half the time limit of a leadership transfer: on a busy node an answer takes long. */
    private static final Duration LIMIT = Duration.ofSeconds(2);

    private static final int OK = 200;

    private SidecarLiveness() {}

    /**
     * Sends GET /q/health/live.
     *
     * @param host address that the sidecar listens on, which may be the unspecified address
     */
    public static CompletionStage<Boolean> lives(Vertx vertx, String host, int port, boolean tls) {
        // The request contains no secret, and the certificate need not be valid for this address.
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
