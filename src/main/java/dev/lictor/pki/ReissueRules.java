package dev.lictor.pki;

import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Should a certificate be issued anew? Each rule is a function that objects to the one that is there, in words. */
public final class ReissueRules {
    private static final List<Rule> RULES = List.of(
            ReissueRules::keyMismatch,
            ReissueRules::otherIssuer,
            ReissueRules::otherNames,
            ReissueRules::otherUsages,
            ReissueRules::nearExpiry);

    private static final Set<String> SERVER_AND_CLIENT = Set.of("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
    private static final int DNS_NAME = 2;
    private static final int ADDRESS = 7;

    @FunctionalInterface
    private interface Rule {
        Optional<String> objection(KeyMaterial stored, Wanted wanted, Instant now);
    }

    /** What a certificate should be. */
    public record Wanted(X509Certificate issuer, LeafProfile profile) {}

    private ReissueRules() {}

    /** The first reason to issue it anew; empty where it is good. */
    public static Optional<String> objection(KeyMaterial stored, Wanted wanted, Instant now) {
        return RULES.stream()
                .map(rule -> rule.objection(stored, wanted, now))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> keyMismatch(KeyMaterial stored, Wanted wanted, Instant now) {
        return KeyMatch.fits(stored) ? Optional.empty() : Optional.of("its key does not belong to it");
    }

    private static Optional<String> otherIssuer(KeyMaterial stored, Wanted wanted, Instant now) {
        try {
            stored.certificate().verify(wanted.issuer().getPublicKey());
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            return Optional.of("issued by another CA");
        }
    }

    private static Optional<String> otherNames(KeyMaterial stored, Wanted wanted, Instant now) {
        var names = Stream.concat(
                        wanted.profile().dnsNames().stream(),
                        wanted.profile().addresses().stream().map(ReissueRules::canonical))
                .collect(Collectors.toCollection(TreeSet::new));
        var missing = new TreeSet<>(names);
        var present = names(stored.certificate());
        missing.removeAll(present);
        var surplus = new TreeSet<>(present);
        surplus.removeAll(names);
        if (missing.isEmpty() && surplus.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of("names differ:" + list(" without ", missing) + list(" with ", surplus));
    }

    private static Optional<String> otherUsages(KeyMaterial stored, Wanted wanted, Instant now) {
        try {
            var usages = stored.certificate().getExtendedKeyUsage();
            return usages != null && SERVER_AND_CLIENT.equals(Set.copyOf(usages))
                    ? Optional.empty()
                    : Optional.of("usages differ: must be serverAuth and clientAuth");
        } catch (CertificateParsingException e) {
            return Optional.of("its usages cannot be read");
        }
    }

    private static Optional<String> nearExpiry(KeyMaterial stored, Wanted wanted, Instant now) {
        var begin = stored.certificate().getNotBefore().toInstant();
        var end = stored.certificate().getNotAfter().toInstant();
        var issuerEnd = wanted.issuer().getNotAfter().toInstant();
        var due = end.minus(Duration.between(begin, end).dividedBy(3));
        // One that ends with its issuer would end no later if it were issued anew.
        return now.isBefore(due) || (!end.isBefore(issuerEnd) && now.isBefore(end))
                ? Optional.empty()
                : Optional.of("expires at %s, less than a third of its life is left".formatted(end));
    }

    private static Set<String> names(X509Certificate certificate) {
        try {
            var names = certificate.getSubjectAlternativeNames();
            return names == null
                    ? Set.of()
                    : names.stream()
                            .map(name -> switch ((Integer) name.getFirst()) {
                                case DNS_NAME -> (String) name.get(1);
                                case ADDRESS -> canonical((String) name.get(1));
                                default -> name.toString();
                            })
                            .collect(Collectors.toSet());
        } catch (CertificateParsingException e) {
            return Set.of();
        }
    }

    /** Addresses have several spellings, {@code ::1} and {@code 0:0:0:0:0:0:0:1}; no name is looked up. */
    private static String canonical(String address) {
        try {
            return InetAddress.ofLiteral(address).getHostAddress();
        } catch (IllegalArgumentException e) {
            return address;
        }
    }

    private static String list(String word, Collection<String> names) {
        return names.isEmpty() ? "" : word + String.join(", ", names);
    }
}
