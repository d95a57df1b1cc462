package dev.lictor.consul.http;

import dev.lictor.consul.ConsulResult;
import dev.lictor.consul.ServedCertificates;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Shakes hands and hangs up. No certificate is refused, for an expired or a foreign one must be seen, too; nothing is sent. */
public final class TlsProbe implements ServedCertificates {
    /** Tells Consul's RPC port that TLS follows (Consul, agent/pool, RPCTLS). */
    private static final byte[] RPC_TLS = {3};

    private final Vertx vertx;
    private final ConsulEndpoint endpoint;

    public TlsProbe(Vertx vertx, ConsulEndpoint endpoint) {
        this.vertx = vertx;
        this.endpoint = endpoint;
    }

    @Override
    public CompletionStage<ConsulResult<X509Certificate>> https() {
        return shown(endpoint.url().getPort(), Buffer.buffer());
    }

    @Override
    public CompletionStage<ConsulResult<X509Certificate>> rpc(int port) {
        return shown(port, Buffer.buffer(RPC_TLS));
    }

    private CompletionStage<ConsulResult<X509Certificate>> shown(int port, Buffer first) {
        // A client for one handshake: the next one may have another certificate to show.
        var client = vertx.createNetClient(options());
        return client.connect(port, endpoint.url().getHost())
                .compose(socket -> shaken(socket, first))
                .<ConsulResult<X509Certificate>>map(ConsulResult.Seen::new)
                .timeout(endpoint.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .otherwise(thrown -> new ConsulResult.Failed<>(ErrorClassifier.of(thrown)))
                .eventually(() -> client.close())
                .toCompletionStage();
    }

    private static Future<X509Certificate> shaken(NetSocket socket, Buffer first) {
        return socket.write(first)
                .compose(_ -> socket.upgradeToSsl())
                .compose(_ -> own(socket))
                .eventually(() -> socket.close());
    }

    private static Future<X509Certificate> own(NetSocket socket) {
        try {
            return socket.peerCertificates().getFirst() instanceof X509Certificate own
                    ? Future.succeededFuture(own)
                    : Future.failedFuture("a certificate that is none of X.509");
        } catch (SSLPeerUnverifiedException e) {
            return Future.failedFuture(e);
        }
    }

    private NetClientOptions options() {
        var options = new NetClientOptions()
                .setConnectTimeout(Math.toIntExact(endpoint.timeout().toMillis()))
                .setTrustAll(true)
                .setHostnameVerificationAlgorithm("");
        try {
            // Shown where it is demanded, so that Consul has nothing to complain of.
            TlsFiles.read(endpoint.tlsDirectory()).keyCertificate().ifPresent(options::setKeyCertOptions);
        } catch (IOException e) {
            // Then the handshake is tried without.
        }
        return options;
    }
}
