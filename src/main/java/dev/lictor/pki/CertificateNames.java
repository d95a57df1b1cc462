package dev.lictor.pki;

import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** The names in a certificate in a form in which two of them can be compared. */
final class CertificateNames {
    private static final int DNS_NAME = 2;
    private static final int ADDRESS = 7;

    private CertificateNames() {}

    /** The names in lower case, because DNS names are compared without case (RFC 4343). */
    static Set<String> of(X509Certificate certificate) {
        try {
            var names = certificate.getSubjectAlternativeNames();
            return names == null
                    ? Set.of()
                    : names.stream()
                            .map(name -> switch ((Integer) name.getFirst()) {
                                case DNS_NAME -> dnsName((String) name.get(1));
                                case ADDRESS -> address((String) name.get(1));
                                default -> name.toString();
                            })
                            .collect(Collectors.toSet());
        } catch (CertificateParsingException e) {
            return Set.of();
        }
    }

    static String dnsName(String name) {
        return isAddress(name) ? asDnsName(name) : name.toLowerCase(Locale.ROOT);
    }

    /** An address that was put among the DNS names. */
    static String asDnsName(String address) {
        return "DNS:" + address;
    }

    private static boolean isAddress(String name) {
        try {
            InetAddress.ofLiteral(name);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Normalises an address, since {@code ::1} and {@code 0:0:0:0:0:0:0:1} are the same. Looks up no name. */
    static String address(String address) {
        try {
            return InetAddress.ofLiteral(address).getHostAddress();
        } catch (IllegalArgumentException e) {
            return address;
        }
    }
}
