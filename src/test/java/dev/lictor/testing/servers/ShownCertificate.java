package dev.lictor.testing.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** The certificate that a port of loopback serves, read without Lictor's own code. */
public final class ShownCertificate {
    private static final int TIMEOUT = Math.toIntExact(Duration.ofSeconds(10).toMillis());

    private ShownCertificate() {}

    /** Reads it from a TLS port; empty if the port serves none. */
    public static Optional<X509Certificate> of(int port) {
        return of(port, new byte[0]);
    }

    /** Reads it from a Consul server's RPC port. */
    public static Optional<X509Certificate> ofRpc(int port) {
        return of(port, new byte[] {3});
    }

    private static Optional<X509Certificate> of(int port, byte[] first) {
        var seen = new Anyone();
        try (var plain = new Socket()) {
            plain.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT);
            plain.setSoTimeout(TIMEOUT);
            plain.getOutputStream().write(first);
            var context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {seen}, new SecureRandom());
            ((SSLSocket) context.getSocketFactory().createSocket(plain, "localhost", port, true)).startHandshake();
        } catch (IOException e) {
            // A server that requires a client certificate has sent its own before.
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        return Optional.ofNullable(seen.shown);
    }

    /** Trusts every certificate, and records it. */
    private static final class Anyone implements X509TrustManager {
        private @Nullable X509Certificate shown;

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {
            throw new UncheckedIOException(new IOException("this is no server"));
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            shown = chain[0];
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
