package dev.lictor.pki;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A CA as it is kept.
 *
 * @param key empty where it is kept elsewhere, and nothing can be issued
 * @param above the CAs that stand above an intermediate one, as far as they were given, from its issuer up
 */
public record Ca(X509Certificate certificate, Optional<PrivateKey> key, List<X509Certificate> above) {
    public Ca {
        above = List.copyOf(above);
    }

    /** One that stands alone. */
    public Ca(X509Certificate certificate, Optional<PrivateKey> key) {
        this(certificate, key, List.of());
    }

    /** @param chain the certificate that signs first, its issuers after it */
    public static Ca of(List<X509Certificate> chain, Optional<PrivateKey> key) {
        return new Ca(chain.getFirst(), key, chain.subList(1, chain.size()));
    }

    public Ca with(Optional<PrivateKey> other) {
        return new Ca(certificate, other, above);
    }

    /** What signs, if the key is here. */
    public Optional<CertificateAndKey> signing() {
        return key.map(own -> new CertificateAndKey(certificate, own, above));
    }

    /** Does the key belong to the certificate? */
    public boolean fits(PrivateKey candidate) {
        return KeyMatch.fits(new CertificateAndKey(certificate, candidate));
    }

    /** All of its certificates, its own first. */
    public List<X509Certificate> chain() {
        return Stream.concat(Stream.of(certificate), above.stream()).toList();
    }

    /**
     * Do those who trust these believe what it issues? Also if they trust the same CA by another certificate of the same key, or one
     * above it, for what stands between is served along.
     */
    public boolean isBelievedBy(List<X509Certificate> trusted, Instant now) {
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
        return "Authority[%s, %s]"
                .formatted(certificate.getSubjectX500Principal(), key.isPresent() ? "key hidden" : "without its key");
    }
}
