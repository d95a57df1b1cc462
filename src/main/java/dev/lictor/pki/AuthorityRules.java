package dev.lictor.pki;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** May this key material sign? A CA that may not is refused, never replaced: what it signed is in use. */
public final class AuthorityRules {
    private static final List<Rule> RULES = List.of(
            AuthorityRules::keyMismatch, AuthorityRules::noAuthority, AuthorityRules::maySign, AuthorityRules::expired);

    private static final int KEY_CERT_SIGN = 5;

    @FunctionalInterface
    private interface Rule {
        Optional<String> objection(KeyMaterial authority, Instant now);
    }

    private AuthorityRules() {}

    /** The first reason why it may not, with the remedy. */
    public static Optional<String> objection(KeyMaterial authority, Instant now) {
        return RULES.stream()
                .map(rule -> rule.objection(authority, now))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> keyMismatch(KeyMaterial authority, Instant now) {
        return when(
                !KeyMatch.fits(authority),
                "ca.key does not belong to ca.crt; restore the pair from a backup of the Secret");
    }

    private static Optional<String> noAuthority(KeyMaterial authority, Instant now) {
        return when(
                authority.certificate().getBasicConstraints() < 0,
                "ca.crt is not the certificate of a CA (no basic constraint CA:TRUE); put the issuer's certificate there");
    }

    private static Optional<String> maySign(KeyMaterial authority, Instant now) {
        var usage = authority.certificate().getKeyUsage();
        return when(
                usage != null && !usage[KEY_CERT_SIGN],
                "ca.crt may not sign certificates (key usage without keyCertSign); use another CA");
    }

    private static Optional<String> expired(KeyMaterial authority, Instant now) {
        var end = authority.certificate().getNotAfter().toInstant();
        return when(
                !end.isAfter(now),
                "ca.crt expired at %s; every certificate that it signed is void: make a new CA Secret and restart all servers"
                        .formatted(end));
    }

    private static Optional<String> when(boolean applies, String objection) {
        return Stream.of(objection).filter(ignored -> applies).findFirst();
    }
}
