package dev.lictor.pki;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;

/** Follows issuers by name and signature, as Go and the JDK do. It does not check whether an issuer is allowed to sign. */
final class IssuerPath {
    private IssuerPath() {}

    static boolean isIssuedBy(X509Certificate certificate, X509Certificate issuer) {
        if (!areSame(certificate.getIssuerX500Principal(), issuer.getSubjectX500Principal())) {
            return false;
        }
        try {
            certificate.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** Go compares names byte by byte: {@code CN=ca} is not {@code CN=CA}. */
    static boolean areSame(X500Principal one, X500Principal other) {
        return Arrays.equals(one.getEncoded(), other.getEncoded());
    }

    static boolean isSelfSigned(X509Certificate certificate) {
        return isIssuedBy(certificate, certificate);
    }

    /** Whether a path leads from the certificate over some of the others to the trusted one. */
    static boolean leads(X509Certificate certificate, List<X509Certificate> between, X509Certificate trusted) {
        return between(certificate, between, trusted).isPresent();
    }

    /** The certificates between a certificate and a trusted one; empty if there is no path. */
    static Optional<List<X509Certificate>> between(
            X509Certificate certificate, List<X509Certificate> candidates, X509Certificate trusted) {
        var path = new ArrayList<X509Certificate>();
        var last = certificate;
        while (!isIssuedBy(last, trusted)) {
            var below = last;
            var issuer = candidates.stream()
                    .filter(candidate -> !path.contains(candidate) && !candidate.equals(below))
                    .filter(candidate -> isIssuedBy(below, candidate))
                    .findFirst();
            if (issuer.isEmpty()) {
                return Optional.empty();
            }
            path.add(issuer.get());
            last = issuer.get();
        }
        return Optional.of(path);
    }

    /** The path that starts at the certificate that has issued none of the others. It may leave some of them out. */
    static List<X509Certificate> upwards(List<X509Certificate> certificates) {
        return certificates.stream()
                .filter(candidate -> certificates.stream()
                        .noneMatch(other -> !other.equals(candidate) && isIssuedBy(other, candidate)))
                .findFirst()
                .map(first -> upwards(first, certificates))
                .orElse(List.of());
    }

    /** All certificates once: one of them, those of its issuers, and then the others as they are. */
    static List<X509Certificate> from(X509Certificate first, List<X509Certificate> certificates) {
        return Stream.concat(upwards(first, certificates).stream(), certificates.stream())
                .distinct()
                .toList();
    }

    private static List<X509Certificate> upwards(X509Certificate first, List<X509Certificate> certificates) {
        var path = new ArrayList<X509Certificate>();
        var next = Optional.of(first);
        while (next.isPresent()) {
            var last = next.get();
            path.add(last);
            next = certificates.stream()
                    .filter(candidate -> !path.contains(candidate) && isIssuedBy(last, candidate))
                    .findFirst();
        }
        return path;
    }
}
