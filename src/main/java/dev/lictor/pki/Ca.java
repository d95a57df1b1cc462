package dev.lictor.pki;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A CA: its certificate and, where Lictor has it, its private key.
 *
 * @param certificate the certificate of the CA that signs
 * @param key the private key; empty if it is kept elsewhere, and then Lictor cannot issue certificates
 * @param above for an intermediate CA, the known certificates of the CAs above it, from its issuer upwards
 */
public record Ca(X509Certificate certificate, Optional<PrivateKey> key, List<X509Certificate> above) {
    public Ca {
        above = List.copyOf(above);
    }

    /** A CA without other CAs above it. */
    public Ca(X509Certificate certificate, Optional<PrivateKey> key) {
        this(certificate, key, List.of());
    }

    /** @param chain the certificate of the CA that signs, and after it those of its issuers */
    public static Ca of(List<X509Certificate> chain, Optional<PrivateKey> key) {
        return new Ca(chain.getFirst(), key, chain.subList(1, chain.size()));
    }

    public Ca with(Optional<PrivateKey> other) {
        return new Ca(certificate, other, above);
    }

    /** The certificate with the private key; empty without the key. */
    public Optional<CertificateAndKey> certificateAndKey() {
        return key.map(own -> new CertificateAndKey(certificate, own, above));
    }

    /** Whether the private key belongs to the certificate. */
    public boolean fits(PrivateKey candidate) {
        return new CertificateAndKey(certificate, candidate).isPair();
    }

    /** The CA's own certificate, and after it those of the CAs above. */
    public List<X509Certificate> chain() {
        return Stream.concat(Stream.of(certificate), above.stream()).toList();
    }

    /**
     * Whether a peer that trusts these certificates accepts what this CA issues. It does if it trusts this certificate, a valid one of the same
     * name and key, or a valid CA above it: servers present the certificates in between.
     */
    public boolean isTrustedBy(List<X509Certificate> trusted, Instant now) {
        return trusted.contains(certificate)
                || trusted.stream()
                        .filter(each -> isValid(each, now))
                        .anyMatch(each -> isSame(each) || IssuerPath.leads(certificate, above, each));
    }

    private boolean isSame(X509Certificate other) {
        return other.getPublicKey().equals(certificate.getPublicKey())
                && IssuerPath.areSame(other.getSubjectX500Principal(), certificate.getSubjectX500Principal());
    }

    private static boolean isValid(X509Certificate certificate, Instant now) {
        return !now.isBefore(certificate.getNotBefore().toInstant())
                && now.isBefore(certificate.getNotAfter().toInstant());
    }

    @Override
    public String toString() {
        return "Ca[%s, %s]"
                .formatted(certificate.getSubjectX500Principal(), key.isPresent() ? "key hidden" : "without its key");
    }
}
