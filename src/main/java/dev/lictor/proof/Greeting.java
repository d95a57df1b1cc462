package dev.lictor.proof;

import dev.lictor.pki.KeyMaterial;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/** A TLS handshake with a server of a name, as whoever shows a certificate. */
final class Greeting {
    private static final String COMPARE_NAMES = "HTTPS";

    private final String name;
    private final List<X509Certificate> trusted;

    Greeting(String name, List<X509Certificate> trusted) {
        this.name = name;
        this.trusted = trusted;
    }

    /**
     * What came of it.
     *
     * @param open to go on with; absent if the server is not believed, or ended the handshake
     */
    record Greeted(Shown shown, Optional<Socket> open) {}

    /** @param connection which is closed with the socket */
    Greeted greet(Socket connection, KeyMaterial own) throws IOException {
        var trust = new Trust(trusted);
        var socket = (SSLSocket)
                context(own, trust).getSocketFactory().createSocket(connection, name, connection.getPort(), true);
        var parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm(COMPARE_NAMES);
        socket.setSSLParameters(parameters);
        try {
            socket.startHandshake();
            return new Greeted(shown(trust, Optional.empty()), Optional.of(socket));
        } catch (SocketTimeoutException e) {
            socket.close();
            return new Greeted(new Shown.NotReached("no answer to TLS: " + e.getMessage()), Optional.empty());
        } catch (IOException e) {
            socket.close();
            return new Greeted(shown(trust, Optional.of(innermost(e))), Optional.empty());
        }
    }

    /** A handshake that was ended after the server has been believed was ended by the server, which is no distrust of ours. */
    private static Shown shown(Trust trust, Optional<String> failure) {
        return trust.shown()
                .<Shown>map(certificate -> new Shown.Certificate(certificate, trust.distrust()))
                .orElseGet(() -> new Shown.Nothing(failure.orElse("no certificate")));
    }

    private static SSLContext context(KeyMaterial own, Trust trust) {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {new Presented(own)}, new TrustManager[] {trust}, new SecureRandom());
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK speaks TLS", e);
        }
    }

    /** It tells what was wrong with which certificate. */
    static String innermost(Throwable failure) {
        var cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
