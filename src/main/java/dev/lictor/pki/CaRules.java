package dev.lictor.pki;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** May this CA sign, and be trusted? One that may not is refused, never replaced: what it signed is in use. */
public final class CaRules {
    private static final List<Rule> RULES = List.of(
            CaRules::unreadable,
            CaRules::weak,
            CaRules::keyMismatch,
            CaRules::noAuthority,
            CaRules::maySign,
            CaRules::otherUsages,
            CaRules::refusedByGo,
            CaRules::notYetValid,
            CaRules::expired,
            CaRules::weakSignature,
            CaRules::forbiddenNames);

    private static final int KEY_CERT_SIGN = 5;

    /**
     * What a CA is judged by.
     *
     * @param leaves what it must be able to sign
     */
    public record Wanted(List<LeafProfile> leaves, Instant now) {
        public Wanted {
            leaves = List.copyOf(leaves);
        }
    }

    @FunctionalInterface
    private interface Rule {
        Optional<Violation> objection(Ca authority, Wanted wanted);
    }

    private CaRules() {}

    /** The first reason why it may not. A path length speaks against none: it signs leaves, and nobody asks above a trusted CA. */
    public static Optional<Violation> objection(Ca authority, Wanted wanted) {
        return RULES.stream()
                .map(rule -> rule.objection(authority, wanted))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /**
     * What to know of a CA that is good.
     *
     * @param leaf for how long certificates are issued
     */
    public static List<Violation> advice(Ca authority, Duration leaf, Instant now) {
        return Stream.of(endsSoon(authority.certificate(), leaf, now), weakSelfSignature(authority.certificate()))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<Violation> unreadable(Ca authority, Wanted wanted) {
        return when(
                !KeyAlgorithms.isReadByConsul(authority.certificate()),
                "the key of ca.crt is %s, which not every Consul reads"
                        .formatted(KeyAlgorithms.of(authority.certificate())),
                "use a CA with an RSA key or one of the curves P-256, P-384, P-521");
    }

    private static Optional<Violation> weak(Ca authority, Wanted wanted) {
        return when(
                KeyAlgorithms.isWeak(authority.certificate()),
                "the key of ca.crt is %s, which is too weak".formatted(KeyAlgorithms.of(authority.certificate())),
                "use a CA with an RSA key of 2048 bits or more, or an EC key");
    }

    private static Optional<Violation> keyMismatch(Ca authority, Wanted wanted) {
        return when(
                authority.key().filter(key -> !authority.fits(key)).isPresent(),
                "ca.key does not belong to ca.crt",
                "restore the pair from a backup of the Secret");
    }

    private static Optional<Violation> noAuthority(Ca authority, Wanted wanted) {
        return when(
                authority.certificate().getBasicConstraints() < 0,
                "ca.crt is not the certificate of a CA (no basic constraint CA:TRUE)",
                "put the issuer's certificate there");
    }

    private static Optional<Violation> maySign(Ca authority, Wanted wanted) {
        var usage = authority.certificate().getKeyUsage();
        return when(
                usage != null && !usage[KEY_CERT_SIGN],
                "ca.crt may not sign certificates (key usage without keyCertSign)",
                "use another CA");
    }

    /** Go asks of every CA on the way what it asks of the certificate at its end. */
    private static Optional<Violation> otherUsages(Ca authority, Wanted wanted) {
        return when(
                !Usages.areForServers(authority.certificate()),
                "ca.crt has an extended key usage without both serverAuth and clientAuth, so nothing that it signs is for both",
                "use another CA");
    }

    private static Optional<Violation> refusedByGo(Ca authority, Wanted wanted) {
        return RefusedByGo.reason(authority.certificate())
                .map(reason -> new Violation("ca.crt " + reason, "use another CA"));
    }

    private static Optional<Violation> notYetValid(Ca authority, Wanted wanted) {
        var begin = authority.certificate().getNotBefore().toInstant();
        return when(
                begin.isAfter(wanted.now()),
                "ca.crt is not valid before %s".formatted(begin),
                "wait until then, or set the clock of this machine, which says %s".formatted(wanted.now()));
    }

    private static Optional<Violation> expired(Ca authority, Wanted wanted) {
        var end = authority.certificate().getNotAfter().toInstant();
        return when(
                !end.isAfter(wanted.now()),
                "ca.crt expired at %s, and every certificate that it signed is void".formatted(end),
                "have the servers' ca.crt hold another CA, too, and then put that one here with its key");
    }

    private static Optional<Violation> weakSignature(Ca authority, Wanted wanted) {
        var certificate = authority.certificate();
        return when(
                WeakSignature.isOn(certificate) && !IssuerPath.isSelfSigned(certificate),
                "ca.crt was signed by its issuer with %s, which TLS libraries refuse"
                        .formatted(certificate.getSigAlgName()),
                "have it signed again with SHA-256, by the same key");
    }

    /** Of one that issues nothing here only the certificates that are there are judged. */
    private static Optional<Violation> forbiddenNames(Ca authority, Wanted wanted) {
        if (authority.key().isEmpty()) {
            return Optional.empty();
        }
        var forbidden = wanted.leaves().stream()
                .flatMap(leaf -> PermittedNames.forbidden(authority.certificate(), leaf).stream())
                .distinct()
                .toList();
        return when(
                !forbidden.isEmpty(),
                "the name constraints of ca.crt forbid %s".formatted(String.join(", ", forbidden)),
                "use names that it permits, or another CA");
    }

    /** A certificate issued today would be cut short, or the last third of the CA's life has begun. */
    private static Optional<Violation> endsSoon(X509Certificate authority, Duration leaf, Instant now) {
        var end = authority.getNotAfter().toInstant();
        var third = Duration.between(authority.getNotBefore().toInstant(), end).dividedBy(3);
        return when(
                end.minus(third).isBefore(now) && end.minus(leaf).isBefore(now),
                "it expires soon, and no certificate outlives it",
                "bring another CA into use before, which servers and clients must trust beside this one for a while");
    }

    /** Nobody verifies a trusted CA's own signature, so this one is no danger. */
    private static Optional<Violation> weakSelfSignature(X509Certificate authority) {
        return when(
                WeakSignature.isOn(authority) && IssuerPath.isSelfSigned(authority),
                "it is signed by itself with " + authority.getSigAlgName(),
                "what it issues is signed with SHA-2, so it may stay until it is replaced");
    }

    private static Optional<Violation> when(boolean applies, String reason, String remedy) {
        return applies ? Optional.of(new Violation(reason, remedy)) : Optional.empty();
    }
}
