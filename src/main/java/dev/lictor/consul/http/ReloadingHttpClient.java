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
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP client that is replaced when the mounted certificates change. The old client stays in use until the new one has received an answer:
 * the files may be half replaced, or Consul may not accept the new certificate yet. Open connections go on meanwhile.
 */
public final class ReloadingHttpClient {
    /** When answers are slow, a poll has four requests open, and one or two leader checks run beside it. */
    private static final int CONNECTIONS = 8;

    private static final String TOKEN = "X-Consul-Token";

    /** The pause before the same files are tried again. */
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private static final Duration LONGEST_TRIAL = Duration.ofSeconds(5);

    /**
     * A client and the files it was made from.
     *
     * @param single a client of the same files that opens a connection for each request
     */
    private record ClientPair(HttpClient client, HttpClient single, TlsDirectory.Version files) {
        void close() {
            client.close();
            single.close();
        }
    }

    private final Vertx vertx;
    private final ConsulEndpoint endpoint;
    private final TlsDirectory directory;
    private final ServerTrust trust;
    private @Nullable ClientPair used;
    private @Nullable Future<HttpClient> renewal;
    private TlsDirectory.@Nullable Version failedFiles;

    public ReloadingHttpClient(Vertx vertx, ConsulEndpoint endpoint, ServerTrust trust) {
        this.vertx = vertx;
        this.endpoint = endpoint;
        this.directory = new TlsDirectory(endpoint.tlsDirectory());
        this.trust = trust;
    }

    /**
     * Prepares a request to the server, on an open connection or a new one.
     *
     * @param token the token to send
     * @throws IOException if the certificates cannot be read and there is no client of an earlier state
     */
    public Future<HttpClientRequest> request(HttpMethod method, String uri, Optional<String> token) throws IOException {
        var options = to(method, uri);
        token.ifPresent(secret -> options.putHeader(TOKEN, secret));
        return get().compose(client -> client.request(options));
    }

    /** Prepares a repeated GET, on a new connection that is used only once. */
    Future<HttpClientRequest> repeatedRequest(String uri, Optional<String> token) {
        var options = to(HttpMethod.GET, uri);
        token.ifPresent(secret -> options.putHeader(TOKEN, secret));
        return Future.succeededFuture(single()).compose(client -> client.request(options)); // a closed client throws
    }

    private synchronized HttpClient single() {
        return Objects.requireNonNull(used, "a repeated request has a first attempt")
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
        var now = endpoint.tls() ? directory.version() : TlsDirectory.Version.UNREAD;
        var before = used;
        if (before == null) {
            var first = made(now);
            used = first;
            return Future.succeededFuture(first.client());
        }
        if (renewal != null) {
            return renewal;
        }
        if (now.equals(before.files()) || now.equals(failedFiles)) {
            return Future.succeededFuture(before.client());
        }
        var tried = renewed(before, now);
        if (!tried.isComplete()) {
            renewal = tried;
        }
        return tried;
    }

    /** The new client if it works, else the old one. */
    private Future<HttpClient> renewed(ClientPair before, TlsDirectory.Version now) {
        try {
            var after = made(now);
            return tried(after.client()).map(_ -> replace(before, after)).otherwise(_ -> keep(before, after));
        } catch (IOException e) {
            pauseAfter(now);
            return Future.succeededFuture(before.client());
        }
    }

    private ClientPair made(TlsDirectory.Version files) throws IOException {
        var options = options();
        return new ClientPair(
                vertx.createHttpClient(options),
                vertx.createHttpClient(new HttpClientOptions(options).setKeepAlive(false)),
                files);
    }

    /** Sends a request with a new client. Any answer shows that each side accepts the other's certificate. */
    private Future<HttpClientResponse> tried(HttpClient client) {
        long half = endpoint.timeout().dividedBy(2).toMillis();
        return client.request(to(HttpMethod.GET, "/v1/status/leader"))
                .compose(request -> {
                    // In TLS 1.3 a refusal of our certificate arrives after the handshake. Vert.x would log it without
                    // a handler.
                    request.connection().exceptionHandler(_ -> {});
                    return request.send();
                })
                .compose(response -> response.end().map(response))
                .timeout(Math.min(half, LONGEST_TRIAL.toMillis()), TimeUnit.MILLISECONDS);
    }

    private synchronized HttpClient replace(ClientPair before, ClientPair after) {
        used = after;
        renewal = null;
        failedFiles = null;
        // Not at once: answers to the old client may still arrive.
        vertx.setTimer(endpoint.timeout().toMillis(), _ -> before.close());
        return after.client();
    }

    private synchronized HttpClient keep(ClientPair before, ClientPair after) {
        renewal = null;
        after.close();
        pauseAfter(after.files());
        return before.client();
    }

    private synchronized void pauseAfter(TlsDirectory.Version now) {
        failedFiles = now;
        vertx.setTimer(PAUSE.toMillis(), _ -> endPause(now));
    }

    private synchronized void endPause(TlsDirectory.Version paused) {
        if (paused.equals(failedFiles)) {
            failedFiles = null;
        }
    }

    private HttpClientOptions options() throws IOException {
        var options = new HttpClientOptions()
                .setConnectTimeout(Math.toIntExact(endpoint.timeout().toMillis()))
                .setMaxPoolSize(CONNECTIONS);
        if (endpoint.tls()) {
            var tls = TlsFiles.read(directory);
            trust.mounted(tls);
            options.setSsl(true).setTrustOptions(TrustOptions.wrap(trust));
            tls.keyCertificate().ifPresent(options::setKeyCertOptions);
            CipherSuites.OFFERED.forEach(options::addEnabledCipherSuite);
        }
        return options;
    }
}
