package dev.lictor.verify.probe;

import dev.lictor.pki.CertificateAndKey;
import dev.lictor.pki.FixedClientKey;
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

/** Performs TLS handshakes with servers of one host name. */
public final class TlsHandshake {
    private static final String COMPARE_NAMES = "HTTPS";

    private final String name;
    private final List<X509Certificate> trusted;

    public TlsHandshake(String name, List<X509Certificate> trusted) {
        this.name = name;
        this.trusted = trusted;
    }

    /**
     * The result of a handshake.
     *
     * @param open the socket for further data; empty if the server is not trusted or has ended the handshake
     */
    record Started(HandshakeResult shown, Optional<Socket> open) {}

    /**
     * @param connection the TCP connection; closing the socket closes it as well
     * @param own the certificate to present
     */
    Started start(Socket connection, CertificateAndKey own) throws IOException {
        var trust = new RecordingTrust(trusted);
        var socket = (SSLSocket)
                context(own, trust).getSocketFactory().createSocket(connection, name, connection.getPort(), true);
        var parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm(COMPARE_NAMES);
        socket.setSSLParameters(parameters);
        try {
            socket.startHandshake();
            return new Started(shown(trust, Optional.empty()), Optional.of(socket));
        } catch (SocketTimeoutException e) {
            socket.close();
            return new Started(new HandshakeResult.NotReached("no answer to TLS: " + e.getMessage()), Optional.empty());
        } catch (IOException e) {
            socket.close();
            return new Started(shown(trust, Optional.of(innermost(e))), Optional.empty());
        }
    }

    /** If the handshake ended after we trusted the server, the server ended it; that is no distrust on our side. */
    private static HandshakeResult shown(RecordingTrust trust, Optional<String> failure) {
        return trust.shown()
                .<HandshakeResult>map(certificate -> new HandshakeResult.Certificate(certificate, trust.distrust()))
                .orElseGet(() -> new HandshakeResult.Nothing(failure.orElse("no certificate")));
    }

    private static SSLContext context(CertificateAndKey own, RecordingTrust trust) {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {new FixedClientKey(own)}, new TrustManager[] {trust}, new SecureRandom());
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has no TLS", e);
        }
    }

    /** The message of the innermost cause, which says what is wrong with which certificate. */
    static String innermost(Throwable failure) {
        var cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
