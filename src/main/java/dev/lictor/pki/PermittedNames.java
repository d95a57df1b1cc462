package dev.lictor.pki;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraintValidatorException;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.PKIXNameConstraintValidator;

/** The name constraints of RFC 5280, 4.2.1.10: a DNS name that is permitted permits all names below it. */
final class PermittedNames {
    private static final String ANY_LABEL = "*.";

    private PermittedNames() {}

    /** Permits what these leaves carry. */
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

    /** Those of a leaf's names that a CA may not sign. */
    static List<String> forbidden(X509Certificate authority, LeafProfile leaf) {
        var extension = authority.getExtensionValue(Extension.nameConstraints.getId());
        if (extension == null) {
            return List.of();
        }
        var constraints = NameConstraints.getInstance(
                ASN1OctetString.getInstance(extension).getOctets());
        var validator = new PKIXNameConstraintValidator();
        if (constraints.getPermittedSubtrees() != null) {
            validator.intersectPermittedSubtree(constraints.getPermittedSubtrees());
        }
        if (constraints.getExcludedSubtrees() != null) {
            Stream.of(constraints.getExcludedSubtrees()).forEach(validator::addExcludedSubtree);
        }
        return Stream.concat(
                        leaf.dnsNames().stream().filter(name -> !permits(validator, GeneralName.dNSName, name)),
                        leaf.addresses().stream()
                                .filter(address -> !permits(validator, GeneralName.iPAddress, address)))
                .toList();
    }

    private static boolean permits(PKIXNameConstraintValidator validator, int kind, String name) {
        try {
            validator.checkPermitted(new GeneralName(kind, name));
            validator.checkExcluded(new GeneralName(kind, name));
            return true;
        } catch (NameConstraintValidatorException e) {
            return false;
        }
    }
}
