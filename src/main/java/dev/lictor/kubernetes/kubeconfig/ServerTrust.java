package dev.lictor.kubernetes.kubeconfig;

import java.security.cert.X509Certificate;
import java.util.List;

/** Which API servers are trusted. */
sealed interface ServerTrust {
    /** Certificates of public CAs, which the Java runtime knows. */
    record PublicCas() implements ServerTrust {}

    /** Certificates of these CAs. */
    record Cas(List<X509Certificate> certificates) implements ServerTrust {
        public Cas {
            certificates = List.copyOf(certificates);
        }
    }

    /** Every certificate: the user asked for it. */
    record Everybody() implements ServerTrust {}
}
