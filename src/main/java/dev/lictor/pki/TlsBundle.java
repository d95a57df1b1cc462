package dev.lictor.pki;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * The contents of the three files of a server's TLS mount. Files that a person replaces one by one can be read half replaced. A server that
 * reloads such files refuses them, or its peers cannot connect to it.
 *
 * @param cas all certificates of the CA bundle
 * @param server the server's certificate and key, and the intermediate certificates that it presents
 */
public record TlsBundle(List<X509Certificate> cas, CertificateAndKey server) {
    public TlsBundle {
        cas = List.copyOf(cas);
    }

    /**
     * Reads the three files as Consul does.
     *
     * @param names the names of the files in messages
     * @throws BrokenKeyMaterialException if one of them cannot be read
     */
    public static TlsBundle read(byte[] cas, byte[] certificate, byte[] key, Names names) {
        return new TlsBundle(
                KeyMaterialFile.forConsul(cas, names.cas()).certificates(),
                CertificateAndKey.of(
                        KeyMaterialFile.forConsul(certificate, names.certificate())
                                .certificates(),
                        KeyMaterialFile.forConsul(key, names.key()).key()));
    }

    /** The names of the three files. */
    public record Names(String cas, String certificate, String key) {}

    /** Why the files do not belong together; empty if they do. */
    public Optional<String> mismatch(Names names) {
        if (!server.isPair()) {
            return Optional.of("%s does not belong to %s".formatted(names.key(), names.certificate()));
        }
        if (cas.stream().noneMatch(ca -> ReissueRules.isIssuedUnder(server, ca))) {
            return Optional.of("%s is issued by no CA of %s".formatted(names.certificate(), names.cas()));
        }
        return Optional.empty();
    }

    /** The certificates of a bundle that no other certificate of it has issued. */
    public static List<X509Certificate> uppermost(List<X509Certificate> trusted) {
        return trusted.stream()
                .filter(each -> IssuerPath.isSelfSigned(each)
                        || trusted.stream().noneMatch(other -> IssuerPath.isIssuedBy(each, other)))
                .toList();
    }

    /** A certificate's serial number in lower-case hex; {@code openssl x509 -noout -serial} prints it in upper case. */
    public static String serial(X509Certificate certificate) {
        var digits = certificate.getSerialNumber().toString(16);
        return digits.length() % 2 == 0 ? digits : "0" + digits;
    }
}
