package dev.lictor.pki;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * What the three files of a server's TLS mount hold. Files that are replaced by hand are seen half replaced, too, and a server that
 * reads them then refuses them or cannot be reached by its peers.
 *
 * @param authorities all of the CA bundle
 * @param server the server's own certificate and key, and what it shows along with them
 */
public record TlsBundle(List<X509Certificate> authorities, CertificateAndKey server) {
    public TlsBundle {
        authorities = List.copyOf(authorities);
    }

    /**
     * @param authorities names the file in messages, as the two others do
     * @throws BrokenKeyMaterialException if one of them cannot be read
     */
    public static TlsBundle read(String authorities, String certificate, String key, Names names) {
        return new TlsBundle(
                Pem.readCertificates(authorities, names.authorities()),
                CertificateAndKey.of(
                        Pem.readCertificates(certificate, names.certificate()), Pem.readKey(key, names.key())));
    }

    /** What the files are called. */
    public record Names(String authorities, String certificate, String key) {}

    /** Why the parts do not belong together, if they do not. */
    public Optional<String> objection(Names names) {
        if (!fits(server)) {
            return Optional.of("%s does not belong to %s".formatted(names.key(), names.certificate()));
        }
        if (authorities.stream().noneMatch(authority -> ReissueRules.isIssuedUnder(server, authority))) {
            return Optional.of("%s is issued by no CA of %s".formatted(names.certificate(), names.authorities()));
        }
        return Optional.empty();
    }

    /** Whether a key belongs to its certificate. */
    public static boolean fits(CertificateAndKey material) {
        return KeyMatch.fits(material);
    }

    /** Of several that are trusted those that no other of them vouches for. */
    public static List<X509Certificate> uppermost(List<X509Certificate> trusted) {
        return trusted.stream()
                .filter(each -> IssuerPath.isSelfSigned(each)
                        || trusted.stream().noneMatch(other -> IssuerPath.isIssuedBy(each, other)))
                .toList();
    }

    /** A certificate's serial number, as {@code openssl x509 -noout -serial} prints it but for its case. */
    public static String serial(X509Certificate certificate) {
        var digits = certificate.getSerialNumber().toString(16);
        return digits.length() % 2 == 0 ? digits : "0" + digits;
    }
}
