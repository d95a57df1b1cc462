package dev.lictor.proof;

import java.security.cert.X509Certificate;
import java.util.Optional;

/** What a server showed when it was greeted by TLS. */
sealed interface Shown {
    /** @param distrust why neither its issuer nor its name is believed */
    record Certificate(X509Certificate certificate, Optional<String> distrust) implements Shown {}

    /** It speaks no TLS, or did not come so far. */
    record Nothing(String how) implements Shown {}

    record NotReached(String why) implements Shown {}
}
