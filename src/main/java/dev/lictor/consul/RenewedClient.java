package dev.lictor.consul;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** An HTTP client that is made anew when the mounted certificates have changed. */
final class RenewedClient {
    private static final int CONNECTIONS = 4;

    private final Vertx vertx;
    private final ConsulEndpoint endpoint;
    private @Nullable HttpClient client;
    private @Nullable TlsFiles files;

    RenewedClient(Vertx vertx, ConsulEndpoint endpoint) {
        this.vertx = vertx;
        this.endpoint = endpoint;
    }

    /** @throws IOException if the certificates cannot be read */
    synchronized HttpClient get() throws IOException {
        var read = endpoint.tls() ? TlsFiles.read(endpoint.tlsDirectory()) : null;
        if (client != null && (read == null || read.equals(files))) {
            return client;
        }
        if (client != null) {
            client.close();
        }
        files = read;
        client = vertx.createHttpClient(options(read));
        return client;
    }

    private HttpClientOptions options(@Nullable TlsFiles tls) {
        var options = new HttpClientOptions()
                .setConnectTimeout(Math.toIntExact(endpoint.timeout().toMillis()))
                .setMaxPoolSize(CONNECTIONS);
        if (tls != null) {
            options.setSsl(true).setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(tls.authority())));
            tls.keyCertificate().ifPresent(options::setKeyCertOptions);
            CipherSuites.OFFERED.forEach(options::addEnabledCipherSuite);
        }
        return options;
    }
}
