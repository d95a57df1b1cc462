package dev.lictor.pki;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Decides whether a CA may sign and be trusted. A CA that violates a rule is refused, never replaced, because its certificates are in use. */
public final class CaRules {
    private static final List<Rule> RULES = List.of(
            CaRules::unreadable,
            CaRules::weak,
            CaRules::keyMismatch,
            CaRules::notACa,
            CaRules::maySign,
            CaRules::otherUsages,
            CaRules::refusedByGo,
            CaRules::notYetValid,
            CaRules::expired,
            CaRules::weakSignature,
            CaRules::forbiddenNames);

    private static final int KEY_CERT_SIGN = 5;

    /**
     * What a CA is checked against.
     *
     * @param leaves the certificates that it must be able to sign
     * @param now the time at which it must be valid
     */
    public record Wanted(List<LeafProfile> leaves, Instant now) {
        public Wanted {
            leaves = List.copyOf(leaves);
        }
    }

    @FunctionalInterface
    private interface Rule {
        Optional<Violation> violation(Ca ca, Wanted wanted);
    }

    private CaRules() {}

    /** The first violation. A path length is none: this CA signs server certificates only, and TLS checks nothing above a trusted CA. */
    public static Optional<Violation> violation(Ca ca, Wanted wanted) {
        return RULES.stream()
                .map(rule -> rule.violation(ca, wanted))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /**
     * Warnings about a CA that violates no rule.
     *
     * @param leaf the validity of the certificates that it issues
     */
    public static List<Violation> advice(Ca ca, Duration leaf, Instant now) {
        return Stream.of(endsSoon(ca.certificate(), leaf, now), weakSelfSignature(ca.certificate()))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<Violation> unreadable(Ca ca, Wanted wanted) {
        return when(
                !KeyAlgorithms.isReadByConsul(ca.certificate()),
                "the key of ca.crt is %s, which not every Consul reads".formatted(KeyAlgorithms.of(ca.certificate())),
                "use a CA with an RSA key or one of the curves P-256, P-384, P-521");
    }

    private static Optional<Violation> weak(Ca ca, Wanted wanted) {
        return when(
                KeyAlgorithms.isWeak(ca.certificate()),
                "the key of ca.crt is %s, which is too weak".formatted(KeyAlgorithms.of(ca.certificate())),
                "use a CA with an RSA key of 2048 bits or more, or an EC key");
    }

    private static Optional<Violation> keyMismatch(Ca ca, Wanted wanted) {
        return when(
                ca.key().filter(key -> !ca.fits(key)).isPresent(),
                "ca.key does not belong to ca.crt",
                "restore the pair from a backup of the Secret");
    }

    private static Optional<Violation> notACa(Ca ca, Wanted wanted) {
        return when(
                ca.certificate().getBasicConstraints() < 0,
                "ca.crt is not the certificate of a CA (no basic constraint CA:TRUE)",
                "put the issuer's certificate there");
    }

    private static Optional<Violation> maySign(Ca ca, Wanted wanted) {
        var usage = ca.certificate().getKeyUsage();
        return when(
                usage != null && !usage[KEY_CERT_SIGN],
                "ca.crt may not sign certificates (key usage without keyCertSign)",
                "use another CA");
    }

    /** Go requires the extended key usages of the server's certificate of every CA above it as well (crypto/x509, Verify). */
    private static Optional<Violation> otherUsages(Ca ca, Wanted wanted) {
        return when(
                !Usages.areForServers(ca.certificate()),
                "ca.crt has an extended key usage without both serverAuth and clientAuth, so no certificate that it signs is valid for both",
                "use another CA");
    }

    private static Optional<Violation> refusedByGo(Ca ca, Wanted wanted) {
        return RefusedByGo.reason(ca.certificate()).map(reason -> new Violation("ca.crt " + reason, "use another CA"));
    }

    private static Optional<Violation> notYetValid(Ca ca, Wanted wanted) {
        var begin = ca.certificate().getNotBefore().toInstant();
        return when(
                begin.isAfter(wanted.now()),
                "ca.crt is not valid before %s".formatted(begin),
                "wait until then, or set the clock of this machine, which says %s".formatted(wanted.now()));
    }

    private static Optional<Violation> expired(Ca ca, Wanted wanted) {
        var end = ca.certificate().getNotAfter().toInstant();
        return when(
                !end.isAfter(wanted.now()),
                "ca.crt expired at %s, and every certificate that it signed is invalid".formatted(end),
                "add another CA to the servers' ca.crt, then put that CA here with its key");
    }

    private static Optional<Violation> weakSignature(Ca ca, Wanted wanted) {
        var certificate = ca.certificate();
        return when(
                WeakSignature.isOn(certificate) && !IssuerPath.isSelfSigned(certificate),
                "ca.crt was signed by its issuer with %s, which TLS libraries refuse"
                        .formatted(certificate.getSigAlgName()),
                "have it signed again with SHA-256, by the same key");
    }

    /** Skipped without the CA's key: Lictor then issues nothing, and ReissueRules check the existing certificates. */
    private static Optional<Violation> forbiddenNames(Ca ca, Wanted wanted) {
        if (ca.key().isEmpty()) {
            return Optional.empty();
        }
        var forbidden = wanted.leaves().stream()
                .flatMap(leaf -> PermittedNames.forbidden(ca.certificate(), leaf).stream())
                .distinct()
                .toList();
        return when(
                !forbidden.isEmpty(),
                "the name constraints of ca.crt forbid %s".formatted(String.join(", ", forbidden)),
                "use names that it permits, or another CA");
    }

    /** The last third of the CA's life has begun, and the CA ends before a certificate that is issued now would. */
    private static Optional<Violation> endsSoon(X509Certificate ca, Duration leaf, Instant now) {
        var end = ca.getNotAfter().toInstant();
        var third = Duration.between(ca.getNotBefore().toInstant(), end).dividedBy(3);
        return when(
                end.minus(third).isBefore(now) && end.minus(leaf).isBefore(now),
                "it expires soon, and no certificate outlives it",
                "introduce another CA before that; for a while, servers and clients must trust both");
    }

    /** Not dangerous: TLS does not verify the signature of a trusted CA's own certificate. */
    private static Optional<Violation> weakSelfSignature(X509Certificate ca) {
        return when(
                WeakSignature.isOn(ca) && IssuerPath.isSelfSigned(ca),
                "it is signed by itself with " + ca.getSigAlgName(),
                "what it issues is signed with SHA-2, so it may stay until it is replaced");
    }

    private static Optional<Violation> when(boolean applies, String reason, String remedy) {
        return applies ? Optional.of(new Violation(reason, remedy)) : Optional.empty();
    }
}
