package dev.lictor.consul.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.TrustOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP client that is made anew when the mounted certificates have changed. The one before is used until the new one has had an answer:
 * the files may be half replaced, or Consul may not accept yet what they hold, and connections that are open go on meanwhile.
 */
public final class ReloadingHttpClient {
    /** Where answers are slow a poll asks four questions at once, and a glance or two are beside it. */
    private static final int CONNECTIONS = 8;

    private static final String TOKEN = "X-Consul-Token";

    /** Before the same files are tried again. */
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private static final Duration LONGEST_TRIAL = Duration.ofSeconds(5);

    /**
     * A client and the files of which it was made.
     *
     * @param single of the same, but for one request a connection
     */
    private record Made(HttpClient client, HttpClient single, List<Optional<FileIdentity>> stamps) {
        void close() {
            client.close();
            single.close();
        }
    }

    private final Vertx vertx;
    private final ConsulEndpoint endpoint;
    private final ServerTrust trust;
    private @Nullable Made used;
    private @Nullable Future<HttpClient> renewal;
    private @Nullable List<Optional<FileIdentity>> triedInVain;

    public ReloadingHttpClient(Vertx vertx, ConsulEndpoint endpoint, ServerTrust trust) {
        this.vertx = vertx;
        this.endpoint = endpoint;
        this.trust = trust;
    }

    /**
     * A request to the server, on a connection that is there or a new one.
     *
     * @param token to send with it
     * @throws IOException if the certificates cannot be read, and never could
     */
    public Future<HttpClientRequest> request(HttpMethod method, String uri, Optional<String> token) throws IOException {
        var options = to(method, uri);
        token.ifPresent(secret -> options.putHeader(TOKEN, secret));
        return get().compose(client -> client.request(options));
    }

    /** A request to read the same again, on a connection that was never used and will not be used again. */
    Future<HttpClientRequest> requestAnew(String uri, Optional<String> token) {
        var options = to(HttpMethod.GET, uri);
        token.ifPresent(secret -> options.putHeader(TOKEN, secret));
        return single().request(options);
    }

    private synchronized HttpClient single() {
        return Objects.requireNonNull(used, "what is asked again was asked before")
                .single();
    }

    private RequestOptions to(HttpMethod method, String uri) {
        return new RequestOptions()
                .setMethod(method)
                .setSsl(endpoint.tls())
                .setHost(endpoint.url().getHost())
                .setPort(endpoint.url().getPort())
                .setURI(uri);
    }

    private synchronized Future<HttpClient> get() throws IOException {
        var now = endpoint.tls() ? TlsFiles.stamps(endpoint.tlsDirectory()) : List.<Optional<FileIdentity>>of();
        var before = used;
        if (before == null) {
            var first = made(now);
            used = first;
            return Future.succeededFuture(first.client());
        }
        if (renewal != null) {
            return renewal;
        }
        if (now.equals(before.stamps()) || now.equals(triedInVain)) {
            return Future.succeededFuture(before.client());
        }
        var tried = renewed(before, now);
        if (!tried.isComplete()) {
            renewal = tried;
        }
        return tried;
    }

    /** The new client if it works, the one before if not. */
    private Future<HttpClient> renewed(Made before, List<Optional<FileIdentity>> now) {
        try {
            var after = made(now);
            return tried(after.client()).map(_ -> replace(before, after)).otherwise(_ -> keep(before, after));
        } catch (IOException e) {
            rest(now);
            return Future.succeededFuture(before.client());
        }
    }

    private Made made(List<Optional<FileIdentity>> stamps) throws IOException {
        var options = options();
        return new Made(
                vertx.createHttpClient(options),
                vertx.createHttpClient(new HttpClientOptions(options).setKeepAlive(false)),
                stamps);
    }

    /** Any answer will do: it shows that each side accepts the other's certificate. */
    private Future<HttpClientResponse> tried(HttpClient client) {
        long half = endpoint.timeout().dividedBy(2).toMillis();
        return client.request(to(HttpMethod.GET, "/v1/status/leader"))
                .compose(request -> {
                    // A refusal of what was shown comes late in TLS 1.3, and would be logged if nobody listened.
                    request.connection().exceptionHandler(_ -> {});
                    return request.send();
                })
                .compose(response -> response.end().map(response))
                .timeout(Math.min(half, LONGEST_TRIAL.toMillis()), TimeUnit.MILLISECONDS);
    }

    private synchronized HttpClient replace(Made before, Made after) {
        used = after;
        renewal = null;
        triedInVain = null;
        // Not at once, for answers may still be on their way.
        vertx.setTimer(endpoint.timeout().toMillis(), _ -> before.close());
        return after.client();
    }

    private synchronized HttpClient keep(Made before, Made after) {
        renewal = null;
        after.close();
        rest(after.stamps());
        return before.client();
    }

    private synchronized void rest(List<Optional<FileIdentity>> now) {
        triedInVain = now;
        vertx.setTimer(PAUSE.toMillis(), _ -> goOn(now));
    }

    private synchronized void goOn(List<Optional<FileIdentity>> rested) {
        if (rested.equals(triedInVain)) {
            triedInVain = null;
        }
    }

    private HttpClientOptions options() throws IOException {
        var options = new HttpClientOptions()
                .setConnectTimeout(Math.toIntExact(endpoint.timeout().toMillis()))
                .setMaxPoolSize(CONNECTIONS);
        if (endpoint.tls()) {
            var tls = TlsFiles.read(endpoint.tlsDirectory());
            trust.mounted(tls);
            options.setSsl(true).setTrustOptions(TrustOptions.wrap(trust));
            tls.keyCertificate().ifPresent(options::setKeyCertOptions);
            CipherSuites.OFFERED.forEach(options::addEnabledCipherSuite);
        }
        return options;
    }
}
