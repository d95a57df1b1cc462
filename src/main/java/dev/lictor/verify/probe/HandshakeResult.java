package dev.lictor.verify.probe;

import java.security.cert.X509Certificate;
import java.util.Optional;

/** What a server showed when it was greeted by TLS. */
public sealed interface HandshakeResult {
    /** @param distrust why neither its issuer nor its name is believed */
    record Certificate(X509Certificate certificate, Optional<String> distrust) implements HandshakeResult {}

    /** It speaks no TLS, or did not come so far. */
    record Nothing(String how) implements HandshakeResult {}

    record NotReached(String why) implements HandshakeResult {}
}
