package dev.lictor.pki;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;

/**
 * A certificate and its private key, of which it shows nothing but the subject.
 *
 * @param chain what is shown along with the certificate: those of intermediate CAs, from its issuer up
 */
public record CertificateAndKey(X509Certificate certificate, PrivateKey key, List<X509Certificate> chain) {
    public CertificateAndKey {
        chain = List.copyOf(chain);
    }

    public CertificateAndKey(X509Certificate certificate, PrivateKey key) {
        this(certificate, key, List.of());
    }

    /** @param shown the certificate, and after it what is shown along with it */
    public static CertificateAndKey of(List<X509Certificate> shown, PrivateKey key) {
        return new CertificateAndKey(shown.getFirst(), key, shown.subList(1, shown.size()));
    }

    /** All that is shown, in the order of TLS. */
    public List<X509Certificate> shown() {
        return Stream.concat(Stream.of(certificate), chain.stream()).toList();
    }

    @Override
    public String toString() {
        return "KeyMaterial[" + certificate.getSubjectX500Principal() + ", key hidden]";
    }
}
