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

/**
 * Reads a server's certificate by a TLS handshake and closes the connection. It accepts every certificate, because it must report an expired or
 * foreign one too; it sends nothing over the connection.
 */
public final class TlsProbe implements ServedCertificates {
    /** The first byte on Consul's RPC port that announces TLS (hashicorp/consul, agent/pool/conn.go, RPCTLS). */
    private static final byte[] RPC_TLS = {3};

    private final Vertx vertx;
    private final ConsulEndpoint endpoint;

    public TlsProbe(Vertx vertx, ConsulEndpoint endpoint) {
        this.vertx = vertx;
        this.endpoint = endpoint;
    }

    @Override
    public CompletionStage<ConsulResult<X509Certificate>> https() {
        return served(endpoint.url().getPort(), Buffer.buffer());
    }

    @Override
    public CompletionStage<ConsulResult<X509Certificate>> rpc(int port) {
        return served(port, Buffer.buffer(RPC_TLS));
    }

    private CompletionStage<ConsulResult<X509Certificate>> served(int port, Buffer first) {
        // One client for one handshake: the next handshake may present another certificate.
        var client = vertx.createNetClient(options());
        return client.connect(port, endpoint.url().getHost())
                .compose(socket -> handshake(socket, first))
                .<ConsulResult<X509Certificate>>map(ConsulResult.Seen::new)
                .timeout(endpoint.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .otherwise(thrown -> new ConsulResult.Failed<>(ErrorClassifier.of(thrown)))
                .eventually(() -> client.close())
                .toCompletionStage();
    }

    private static Future<X509Certificate> handshake(NetSocket socket, Buffer first) {
        return socket.write(first)
                .compose(_ -> socket.upgradeToSsl())
                .compose(_ -> own(socket))
                .eventually(() -> socket.close());
    }

    private static Future<X509Certificate> own(NetSocket socket) {
        try {
            return socket.peerCertificates().getFirst() instanceof X509Certificate own
                    ? Future.succeededFuture(own)
                    : Future.failedFuture("the certificate is not X.509");
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
            // Present a certificate if Consul demands one, so that Consul logs no error.
            TlsFiles.read(new TlsDirectory(endpoint.tlsDirectory()))
                    .keyCertificate()
                    .ifPresent(options::setKeyCertOptions);
        } catch (IOException e) {
            // Try the handshake without a certificate.
        }
        return options;
    }
}
