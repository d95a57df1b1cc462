package dev.lictor.verify.probe;

import java.security.cert.X509Certificate;
import java.util.Optional;

/** The result of a TLS handshake with a server. */
public sealed interface HandshakeResult {
    /** @param distrust why the certificate's issuer or name is not trusted; empty if both are */
    record Certificate(X509Certificate certificate, Optional<String> distrust) implements HandshakeResult {}

    /** The server speaks no TLS, or ended the handshake before it presented a certificate. */
    record Nothing(String how) implements HandshakeResult {}

    record NotReached(String why) implements HandshakeResult {}
}
