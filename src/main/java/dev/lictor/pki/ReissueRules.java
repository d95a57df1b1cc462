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

/**
 * Should a certificate be issued anew? Each rule is a function that objects to the one that is there, in words. Some objections are
 * to one that does not work at all.
 */
public final class ReissueRules {
    private static final List<Rule> RULES = List.of(
            ReissueRules::keyMismatch,
            ReissueRules::otherIssuer,
            ReissueRules::expired,
            ReissueRules::notYetValid,
            ReissueRules::otherNames,
            ReissueRules::otherUsages,
            ReissueRules::weakSignature,
            ReissueRules::weakKey,
            ReissueRules::otherKeyType,
            ReissueRules::nearExpiry);

    private static final List<Rule> DEFECTS = List.of(
            ReissueRules::keyMismatch,
            ReissueRules::otherIssuer,
            ReissueRules::expired,
            ReissueRules::notYetValid,
            ReissueRules::missingNames,
            ReissueRules::missingUsages);

    private static final String ANY_USAGE = "2.5.29.37.0";
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
        return first(RULES, stored, wanted, now);
    }

    /** The first reason why nobody can use it; empty where it does its work, if only for now. */
    public static Optional<String> defect(KeyMaterial stored, Wanted wanted, Instant now) {
        return first(DEFECTS, stored, wanted, now);
    }

    public static boolean isIssuedBy(KeyMaterial leaf, X509Certificate issuer) {
        try {
            leaf.certificate().verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static Optional<String> first(List<Rule> rules, KeyMaterial stored, Wanted wanted, Instant now) {
        return rules.stream()
                .map(rule -> rule.objection(stored, wanted, now))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> keyMismatch(KeyMaterial stored, Wanted wanted, Instant now) {
        return KeyMatch.fits(stored) ? Optional.empty() : Optional.of("its key does not belong to it");
    }

    private static Optional<String> otherIssuer(KeyMaterial stored, Wanted wanted, Instant now) {
        return when(!isIssuedBy(stored, wanted.issuer()), "issued by another CA");
    }

    private static Optional<String> expired(KeyMaterial stored, Wanted wanted, Instant now) {
        var end = stored.certificate().getNotAfter().toInstant();
        return when(!now.isBefore(end), "expired at " + end);
    }

    private static Optional<String> notYetValid(KeyMaterial stored, Wanted wanted, Instant now) {
        var begin = stored.certificate().getNotBefore().toInstant();
        return when(now.isBefore(begin), "is not valid before " + begin);
    }

    private static Optional<String> missingNames(KeyMaterial stored, Wanted wanted, Instant now) {
        var present = names(stored.certificate());
        var missing = wanted.profile().indispensable().stream()
                .filter(name -> !present.contains(name) && !present.contains(anyLabel(name)))
                .toList();
        return when(!missing.isEmpty(), "does not carry the name " + String.join(", ", missing));
    }

    /** {@code *.dc1.consul} serves as {@code server.dc1.consul}. */
    private static String anyLabel(String name) {
        return "*" + name.substring(name.indexOf('.'));
    }

    private static Optional<String> missingUsages(KeyMaterial stored, Wanted wanted, Instant now) {
        var usages = usages(stored.certificate());
        return when(
                !usages.isEmpty() && !usages.contains(ANY_USAGE) && !usages.containsAll(SERVER_AND_CLIENT),
                "is not for both serverAuth and clientAuth, and servers are each other's clients");
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
        return when(
                !usages(stored.certificate()).equals(SERVER_AND_CLIENT),
                "usages differ: must be serverAuth and clientAuth");
    }

    private static Optional<String> weakSignature(KeyMaterial stored, Wanted wanted, Instant now) {
        return when(
                WeakSignature.isOn(stored.certificate()),
                "signed with %s, which TLS libraries refuse"
                        .formatted(stored.certificate().getSigAlgName()));
    }

    private static Optional<String> weakKey(KeyMaterial stored, Wanted wanted, Instant now) {
        return when(
                KeyKind.isWeak(stored.certificate()),
                "its key is %s, which is too weak".formatted(KeyKind.of(stored.certificate())));
    }

    private static Optional<String> otherKeyType(KeyMaterial stored, Wanted wanted, Instant now) {
        var kind = KeyKind.of(stored.certificate());
        var type = wanted.profile().keyType().text();
        return when(!kind.equals(type), "its key is %s instead of %s".formatted(kind, type));
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

    private static Set<String> usages(X509Certificate certificate) {
        try {
            var usages = certificate.getExtendedKeyUsage();
            return usages == null ? Set.of() : Set.copyOf(usages);
        } catch (CertificateParsingException e) {
            return Set.of();
        }
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

    private static Optional<String> when(boolean applies, String objection) {
        return applies ? Optional.of(objection) : Optional.empty();
    }

    private static String list(String word, Collection<String> names) {
        return names.isEmpty() ? "" : word + String.join(", ", names);
    }
}
