package dev.lictor.consul;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An HTTP client that is made anew when the mounted certificates have changed. */
final class RenewedClient {
    private static final int CONNECTIONS = 4;

    private final Vertx vertx;
    private final ConsulEndpoint endpoint;
    private @Nullable HttpClient client;
    private List<Optional<FileStamp>> stamps = List.of();

    RenewedClient(Vertx vertx, ConsulEndpoint endpoint) {
        this.vertx = vertx;
        this.endpoint = endpoint;
    }

    /**
     * A request to the server, on a connection that is there or a new one.
     *
     * @param token to send with it
     * @throws IOException if the certificates cannot be read
     */
    Future<HttpClientRequest> request(HttpMethod method, String uri, Optional<String> token) throws IOException {
        var options = new RequestOptions()
                .setMethod(method)
                .setSsl(endpoint.tls())
                .setHost(endpoint.url().getHost())
                .setPort(endpoint.url().getPort())
                .setURI(uri);
        token.ifPresent(secret -> options.putHeader("X-Consul-Token", secret));
        return get().request(options);
    }

    private synchronized HttpClient get() throws IOException {
        var now = endpoint.tls() ? TlsFiles.stamps(endpoint.tlsDirectory()) : List.<Optional<FileStamp>>of();
        if (client != null && now.equals(stamps)) {
            return client;
        }
        var renewed = vertx.createHttpClient(options());
        if (client != null) {
            client.close();
        }
        stamps = now;
        client = renewed;
        return renewed;
    }

    private HttpClientOptions options() throws IOException {
        var options = new HttpClientOptions()
                .setConnectTimeout(Math.toIntExact(endpoint.timeout().toMillis()))
                .setMaxPoolSize(CONNECTIONS);
        if (endpoint.tls()) {
            var tls = TlsFiles.read(endpoint.tlsDirectory());
            options.setSsl(true).setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(tls.authority())));
            tls.keyCertificate().ifPresent(options::setKeyCertOptions);
            CipherSuites.OFFERED.forEach(options::addEnabledCipherSuite);
        }
        return options;
    }
}
