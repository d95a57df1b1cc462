package dev.lictor.pki;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraintValidatorException;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.PKIXNameConstraintValidator;

/** Name constraints (RFC 5280, 4.2.1.10). A permitted DNS name permits all names below it. */
final class PermittedNames {
    private static final String ANY_LABEL = "*.";

    private PermittedNames() {}

    /** Constraints that permit the names of these certificates. */
    static NameConstraints of(List<LeafProfile> leaves) {
        var names = leaves.stream()
                .flatMap(leaf -> leaf.dnsNames().stream())
                .map(name -> name.startsWith(ANY_LABEL) ? name.substring(ANY_LABEL.length()) : name)
                .distinct()
                .map(name -> new GeneralName(GeneralName.dNSName, name));
        var addresses = leaves.stream()
                .flatMap(leaf -> leaf.addresses().stream())
                .distinct()
                .map(address -> address + (address.contains(":") ? "/128" : "/32"))
                .map(network -> new GeneralName(GeneralName.iPAddress, network));
        return new NameConstraints(
                Stream.concat(names, addresses).map(GeneralSubtree::new).toArray(GeneralSubtree[]::new), null);
    }

    /** The names of a profile that a CA may not sign. */
    static List<String> forbidden(X509Certificate ca, LeafProfile leaf) {
        return forbidden(
                ca,
                Stream.concat(
                        leaf.dnsNames().stream().map(name -> new GeneralName(GeneralName.dNSName, name)),
                        leaf.addresses().stream().map(address -> new GeneralName(GeneralName.iPAddress, address))));
    }

    /** The names of a certificate, of every kind, that a CA may not sign. */
    static List<String> forbidden(X509Certificate ca, X509Certificate leaf) {
        return names(leaf)
                .map(names -> forbidden(ca, Stream.of(names.getNames())))
                .orElse(List.of());
    }

    private static List<String> forbidden(X509Certificate ca, Stream<GeneralName> names) {
        var constraints = constraints(ca);
        if (constraints.isEmpty()) {
            return List.of();
        }
        var validator = new PKIXNameConstraintValidator();
        if (constraints.get().getPermittedSubtrees() != null) {
            validator.intersectPermittedSubtree(constraints.get().getPermittedSubtrees());
        }
        if (constraints.get().getExcludedSubtrees() != null) {
            Stream.of(constraints.get().getExcludedSubtrees()).forEach(validator::addExcludedSubtree);
        }
        return names.filter(name -> !permits(validator, name))
                .map(PermittedNames::text)
                .toList();
    }

    static Optional<NameConstraints> constraints(X509Certificate ca) {
        return Optional.ofNullable(ca.getExtensionValue(Extension.nameConstraints.getId()))
                .map(value -> NameConstraints.getInstance(
                        ASN1OctetString.getInstance(value).getOctets()));
    }

    private static Optional<GeneralNames> names(X509Certificate leaf) {
        return Optional.ofNullable(leaf.getExtensionValue(Extension.subjectAlternativeName.getId()))
                .map(value -> GeneralNames.getInstance(
                        ASN1OctetString.getInstance(value).getOctets()));
    }

    private static boolean permits(PKIXNameConstraintValidator validator, GeneralName name) {
        try {
            validator.checkPermitted(name);
            validator.checkExcluded(name);
            return true;
        } catch (NameConstraintValidatorException e) {
            return false;
        }
    }

    /** A name as text, and an address in its usual notation. */
    private static String text(GeneralName name) {
        if (name.getTagNo() != GeneralName.iPAddress) {
            return name.getName().toString();
        }
        try {
            return InetAddress.getByAddress(
                            ASN1OctetString.getInstance(name.getName()).getOctets())
                    .getHostAddress();
        } catch (UnknownHostException e) {
            return name.getName().toString();
        }
    }
}
