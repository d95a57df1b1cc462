package dev.lictor.pki;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Set;

/** Extended key usages (RFC 5280, 4.2.1.12). A certificate without any may be used for everything. */
final class Usages {
    static final Set<String> SERVER_AND_CLIENT = Set.of("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
    private static final String ANY = "2.5.29.37.0";

    private Usages() {}

    static Set<String> of(X509Certificate certificate) {
        try {
            var usages = certificate.getExtendedKeyUsage();
            return usages == null ? Set.of() : Set.copyOf(usages);
        } catch (CertificateParsingException e) {
            return Set.of();
        }
    }

    /** Whether the certificate is valid as server and as client, because Consul servers are clients of each other. */
    static boolean areForServers(X509Certificate certificate) {
        var usages = of(certificate);
        return usages.isEmpty() || usages.contains(ANY) || usages.containsAll(SERVER_AND_CLIENT);
    }
}
