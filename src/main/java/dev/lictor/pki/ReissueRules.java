package dev.lictor.pki;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Decides whether a certificate must be issued again. Each rule is a function that returns a reason, or nothing. Some reasons are defects: the
 * certificate does not work at all.
 */
public final class ReissueRules {
    private static final List<Rule> RULES = List.of(
            ReissueRules::keyMismatch,
            ReissueRules::otherIssuer,
            ReissueRules::expired,
            ReissueRules::notYetValid,
            ReissueRules::otherNames,
            ReissueRules::otherUsages,
            ReissueRules::noSignatures,
            ReissueRules::weakSignature,
            ReissueRules::refusedByGo,
            ReissueRules::unreadableKey,
            ReissueRules::keyOfNoSidecar,
            ReissueRules::brokenPath,
            ReissueRules::forbiddenNames,
            ReissueRules::incomplete,
            ReissueRules::weakKey,
            ReissueRules::otherKeyType,
            ReissueRules::nearExpiry);

    private static final List<Rule> DEFECTS = List.of(
            ReissueRules::keyMismatch,
            ReissueRules::otherIssuer,
            ReissueRules::expired,
            ReissueRules::notYetValid,
            ReissueRules::missingNames,
            ReissueRules::missingUsages,
            ReissueRules::noSignatures,
            ReissueRules::weakSignature,
            ReissueRules::refusedByGo,
            ReissueRules::unreadableKey,
            ReissueRules::keyOfNoSidecar,
            ReissueRules::brokenPath,
            ReissueRules::forbiddenNames);

    private static final int DIGITAL_SIGNATURE = 0;
    private static final int KEY_CERT_SIGN = 5;

    @FunctionalInterface
    private interface Rule {
        Optional<String> reason(CertificateAndKey stored, Wanted wanted, Instant now);
    }

    /** What a certificate is compared with: its issuer, and the properties it must have. */
    public record Wanted(X509Certificate issuer, LeafProfile profile) {}

    private ReissueRules() {}

    /** The first reason to issue the certificate again; empty if there is none. */
    public static Optional<String> reason(CertificateAndKey stored, Wanted wanted, Instant now) {
        return first(RULES, stored, wanted, now);
    }

    /** The first reason why the certificate does not work; empty if it works now. */
    public static Optional<String> defect(CertificateAndKey stored, Wanted wanted, Instant now) {
        return first(DEFECTS, stored, wanted, now);
    }

    /** Whether this CA issued the certificate, directly or through the intermediate CAs that are presented with it. */
    public static boolean isIssuedUnder(CertificateAndKey leaf, X509Certificate ca) {
        return IssuerPath.leads(leaf.certificate(), leaf.chain(), ca);
    }

    private static Optional<String> first(List<Rule> rules, CertificateAndKey stored, Wanted wanted, Instant now) {
        return rules.stream()
                .map(rule -> rule.reason(stored, wanted, now))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> keyMismatch(CertificateAndKey stored, Wanted wanted, Instant now) {
        return stored.isPair() ? Optional.empty() : Optional.of("its key does not belong to it");
    }

    private static Optional<String> otherIssuer(CertificateAndKey stored, Wanted wanted, Instant now) {
        return when(!isIssuedUnder(stored, wanted.issuer()), "issued by another CA");
    }

    private static Optional<String> expired(CertificateAndKey stored, Wanted wanted, Instant now) {
        var end = stored.certificate().getNotAfter().toInstant();
        return when(!now.isBefore(end), "expired at " + end);
    }

    private static Optional<String> notYetValid(CertificateAndKey stored, Wanted wanted, Instant now) {
        var begin = stored.certificate().getNotBefore().toInstant();
        return when(now.isBefore(begin), "is not valid before " + begin);
    }

    private static Optional<String> missingNames(CertificateAndKey stored, Wanted wanted, Instant now) {
        var present = CertificateNames.of(stored.certificate());
        var missing = wanted.profile().indispensable().stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .filter(name -> !present.contains(name) && !present.contains(anyLabel(name)))
                .map(name -> missing(name, present))
                .toList();
        return when(!missing.isEmpty(), "does not carry the name " + String.join(", ", missing));
    }

    /** A name, with what looks like it in the certificate. */
    private static String missing(String name, Set<String> present) {
        if (present.contains(CertificateNames.asDnsName(name))) {
            return name + " as an address (it is there as a DNS name, which TLS does not compare with an address)";
        }
        return present.contains(name + ".")
                ? name + " (it is there with a dot at its end, which TLS takes for another name)"
                : name;
    }

    /** The wildcard that covers a name: {@code *.dc1.consul} for {@code server.dc1.consul}. */
    private static String anyLabel(String name) {
        return "*" + name.substring(name.indexOf('.'));
    }

    private static Optional<String> missingUsages(CertificateAndKey stored, Wanted wanted, Instant now) {
        return when(
                !Usages.areForServers(stored.certificate()),
                "is not for both serverAuth and clientAuth, and servers are each other's clients");
    }

    private static Optional<String> otherNames(CertificateAndKey stored, Wanted wanted, Instant now) {
        var names = Stream.concat(
                        wanted.profile().dnsNames().stream().map(CertificateNames::dnsName),
                        wanted.profile().addresses().stream().map(CertificateNames::address))
                .collect(Collectors.toCollection(TreeSet::new));
        var missing = new TreeSet<>(names);
        var present = CertificateNames.of(stored.certificate());
        missing.removeAll(present);
        var surplus = new TreeSet<>(present);
        surplus.removeAll(names);
        if (missing.isEmpty() && surplus.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of("names differ:" + list(" without ", missing) + list(" with ", surplus));
    }

    private static Optional<String> otherUsages(CertificateAndKey stored, Wanted wanted, Instant now) {
        return when(
                !Usages.of(stored.certificate()).equals(Usages.SERVER_AND_CLIENT),
                "usages differ: must be serverAuth and clientAuth");
    }

    /** Go does not check this usage, but the JDK does, and so do the sidecar and many clients. */
    private static Optional<String> noSignatures(CertificateAndKey stored, Wanted wanted, Instant now) {
        var usage = stored.certificate().getKeyUsage();
        return when(
                usage != null && !usage[DIGITAL_SIGNATURE],
                "may not sign (key usage without digitalSignature), which TLS requires");
    }

    private static Optional<String> refusedByGo(CertificateAndKey stored, Wanted wanted, Instant now) {
        return RefusedByGo.reason(stored.certificate());
    }

    /** Consul serves Ed25519, but the sidecar's TLS client (Vert.x) reads no such private key. */
    private static Optional<String> keyOfNoSidecar(CertificateAndKey stored, Wanted wanted, Instant now) {
        return when(
                KeyAlgorithms.isEd25519(stored.certificate()),
                "its key is ed25519, which the sidecar cannot use: no sidecar would be ready");
    }

    private static Optional<String> unreadableKey(CertificateAndKey stored, Wanted wanted, Instant now) {
        return stored.shown().stream()
                .filter(shown -> !KeyAlgorithms.isServedByConsul(shown))
                .findFirst()
                .map(shown -> "the key of %s is %s, which Consul cannot use"
                        .formatted(subject(shown), KeyAlgorithms.of(shown)));
    }

    /** An intermediate certificate between this one and the CA is unusable. */
    private static Optional<String> brokenPath(CertificateAndKey stored, Wanted wanted, Instant now) {
        var path = path(stored, wanted);
        for (int below = 0; below < path.size(); below++) {
            var between = path.get(below);
            var broken = broken(between, below, now);
            if (broken.isPresent()) {
                return Optional.of(
                        "the certificate that is presented with it, %s, %s".formatted(subject(between), broken.get()));
            }
        }
        return when(
                !path.isEmpty() && wanted.issuer().getBasicConstraints() < path.size(),
                "the CA allows fewer CAs below it than the %d that are presented (path length)".formatted(path.size()));
    }

    /** @param below the number of CAs between it and the certificate */
    private static Optional<String> broken(X509Certificate between, int below, Instant now) {
        var usage = between.getKeyUsage();
        if (between.getBasicConstraints() < 0 || (usage != null && !usage[KEY_CERT_SIGN])) {
            return Optional.of("may not sign certificates");
        }
        if (between.getBasicConstraints() < below) {
            return Optional.of("allows no other CA below it (path length)");
        }
        if (!now.isBefore(between.getNotAfter().toInstant())) {
            return Optional.of("expired at " + between.getNotAfter().toInstant());
        }
        if (now.isBefore(between.getNotBefore().toInstant())) {
            return Optional.of("is not valid before " + between.getNotBefore().toInstant());
        }
        if (!Usages.areForServers(between)) {
            return Optional.of("is not for both serverAuth and clientAuth");
        }
        if (WeakSignature.isOn(between)) {
            return Optional.of("is signed with %s, which TLS libraries refuse".formatted(between.getSigAlgName()));
        }
        return RefusedByGo.reason(between);
    }

    private static Optional<String> forbiddenNames(CertificateAndKey stored, Wanted wanted, Instant now) {
        return Stream.concat(path(stored, wanted).stream(), Stream.of(wanted.issuer()))
                .map(ca -> PermittedNames.forbidden(ca, stored.certificate()))
                .filter(names -> !names.isEmpty())
                .findFirst()
                .map(names -> "carries names that the name constraints of its CA forbid: " + String.join(", ", names));
    }

    /** Only a root may be missing: a peer that does not have the root does not trust it either. */
    private static Optional<String> incomplete(CertificateAndKey stored, Wanted wanted, Instant now) {
        return when(
                !IssuerPath.isSelfSigned(wanted.issuer()) && !stored.chain().contains(wanted.issuer()),
                "without the certificate of the intermediate CA that issued it, so a peer that trusts only the CA above does not trust it");
    }

    private static List<X509Certificate> path(CertificateAndKey stored, Wanted wanted) {
        return IssuerPath.between(stored.certificate(), stored.chain(), wanted.issuer())
                .orElse(List.of());
    }

    private static String subject(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName();
    }

    private static Optional<String> weakSignature(CertificateAndKey stored, Wanted wanted, Instant now) {
        return when(
                WeakSignature.isOn(stored.certificate()),
                "signed with %s, which TLS libraries refuse"
                        .formatted(stored.certificate().getSigAlgName()));
    }

    private static Optional<String> weakKey(CertificateAndKey stored, Wanted wanted, Instant now) {
        return when(
                KeyAlgorithms.isWeak(stored.certificate()),
                "its key is %s, which is too weak".formatted(KeyAlgorithms.of(stored.certificate())));
    }

    private static Optional<String> otherKeyType(CertificateAndKey stored, Wanted wanted, Instant now) {
        var kind = KeyAlgorithms.of(stored.certificate());
        var type = wanted.profile().keyType().text();
        return when(!kind.equals(type), "its key is %s instead of %s".formatted(kind, type));
    }

    private static Optional<String> nearExpiry(CertificateAndKey stored, Wanted wanted, Instant now) {
        var begin = stored.certificate().getNotBefore().toInstant();
        var end = stored.certificate().getNotAfter().toInstant();
        var issuerEnd = wanted.issuer().getNotAfter().toInstant();
        var due = end.minus(Duration.between(begin, end).dividedBy(3));
        // A new certificate would expire no later than one that already expires with its issuer.
        return now.isBefore(due) || (!end.isBefore(issuerEnd) && now.isBefore(end))
                ? Optional.empty()
                : Optional.of("expires at %s, less than a third of its life is left".formatted(end));
    }

    private static Optional<String> when(boolean applies, String reason) {
        return applies ? Optional.of(reason) : Optional.empty();
    }

    private static String list(String word, Collection<String> names) {
        return names.isEmpty() ? "" : word + String.join(", ", names);
    }
}
