package dev.lictor.pki;

import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;

/** Finds what Go (crypto/x509), and therefore Consul, refuses in any certificate of a chain, although the JDK can read it. */
final class RefusedByGo {
    /**
     * Extensions that may be critical: key usage, alternative names, basic constraints, name constraints, the four of policies and extended key
     * usage. Go also accepts CRL distribution points, but the JDK does not.
     */
    private static final Set<String> KNOWN = Set.of(
            "2.5.29.15",
            "2.5.29.17",
            "2.5.29.19",
            "2.5.29.30",
            "2.5.29.32",
            "2.5.29.33",
            "2.5.29.36",
            "2.5.29.37",
            "2.5.29.54");

    private static final String NAME_CONSTRAINTS = "2.5.29.30";
    private static final Set<Integer> CONSTRAINED = Set.of(
            GeneralName.rfc822Name, GeneralName.dNSName, GeneralName.uniformResourceIdentifier, GeneralName.iPAddress);

    private RefusedByGo() {}

    /** The reason, worded to follow the certificate's name in a sentence; empty if Go accepts the certificate. */
    static Optional<String> reason(X509Certificate certificate) {
        if (certificate.getSerialNumber().signum() < 0) {
            return Optional.of("has a negative serial number, which Consul refuses");
        }
        var critical = certificate.getCriticalExtensionOIDs();
        if (critical == null) {
            return Optional.empty();
        }
        var unknown = new TreeSet<>(critical);
        unknown.removeAll(KNOWN);
        if (!unknown.isEmpty()) {
            return Optional.of("has a critical extension that Consul or the sidecar does not know, and so refuses: "
                    + String.join(", ", unknown));
        }
        return critical.contains(NAME_CONSTRAINTS) && hasOtherConstraints(certificate)
                ? Optional.of(
                        "has critical name constraints of other kinds than DNS, addresses, mail and URIs, which Consul refuses")
                : Optional.empty();
    }

    private static boolean hasOtherConstraints(X509Certificate certificate) {
        return PermittedNames.constraints(certificate).stream()
                .flatMap(
                        constraints -> Stream.of(constraints.getPermittedSubtrees(), constraints.getExcludedSubtrees()))
                .filter(subtrees -> subtrees != null)
                .flatMap(Stream::of)
                .map(GeneralSubtree::getBase)
                .anyMatch(name -> !CONSTRAINED.contains(name.getTagNo()));
    }
}
