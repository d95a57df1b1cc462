package dev.lictor.pki;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;

/**
 * A certificate and its private key. {@link #toString} shows only the subject.
 *
 * @param chain the certificates of intermediate CAs that are presented with it, from its issuer upwards
 */
public record CertificateAndKey(X509Certificate certificate, PrivateKey key, List<X509Certificate> chain) {
    public CertificateAndKey {
        chain = List.copyOf(chain);
    }

    public CertificateAndKey(X509Certificate certificate, PrivateKey key) {
        this(certificate, key, List.of());
    }

    /** @param shown the certificate, and after it those that are presented with it */
    public static CertificateAndKey of(List<X509Certificate> shown, PrivateKey key) {
        return new CertificateAndKey(shown.getFirst(), key, shown.subList(1, shown.size()));
    }

    /**
     * As {@link #of}, for certificates in any order, as files of several certificates have them: the one to which the key belongs comes first, and
     * those of its issuers follow. As given, if the key belongs to the first, to none or to several.
     */
    public static CertificateAndKey inOrder(List<X509Certificate> certificates, PrivateKey key) {
        var given = of(certificates, key);
        var owners = certificates.stream()
                .distinct()
                .filter(candidate -> new CertificateAndKey(candidate, key).isPair())
                .toList();
        return given.isPair() || owners.size() != 1 ? given : of(IssuerPath.from(owners.getFirst(), certificates), key);
    }

    /** Whether the private key is known not to belong to the certificate. It is not known of keys that Consul does not use. */
    public boolean isMismatch() {
        return KeyAlgorithms.isServedByConsul(certificate) && !isPair();
    }

    /** Whether the private key belongs to the certificate. */
    public boolean isPair() {
        return KeyMatch.fits(this);
    }

    /** All certificates that are presented, in the order of TLS. */
    public List<X509Certificate> shown() {
        return Stream.concat(Stream.of(certificate), chain.stream()).toList();
    }

    @Override
    public String toString() {
        return "CertificateAndKey[" + certificate.getSubjectX500Principal() + ", key hidden]";
    }
}
