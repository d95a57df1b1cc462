package dev.lictor.pki;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Issues certificates: the CA's own, and those of servers and clients. This is the only place that sets extensions (RFC 5280, 4.2). */
public final class CertificateIssuer {
    /** Certificates are valid from a little earlier, because the clocks of pods differ. */
    private static final Duration BACKDATED = Duration.ofMinutes(5);

    private static final int SERIAL_BITS = 128;

    private final CertificateAndKey own;
    private final SecureRandom random;

    public CertificateIssuer(CertificateAndKey own, SecureRandom random) {
        this.own = own;
        this.random = random;
    }

    /** Creates a CA with a new key. */
    public static CertificateIssuer create(CaProfile profile, Instant now, SecureRandom random) {
        var subject = name(profile.commonName());
        var keys = KeyAlgorithms.generate(profile.keyType(), random);
        var builder = new JcaX509v3CertificateBuilder(
                subject,
                serial(random),
                begin(now),
                Date.from(now.plus(profile.validity())),
                subject,
                keys.getPublic());
        try {
            var identifiers = new JcaX509ExtensionUtils();
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
                    .addExtension(
                            Extension.subjectKeyIdentifier,
                            false,
                            identifiers.createSubjectKeyIdentifier(keys.getPublic()));
            if (!profile.permitted().isEmpty()) {
                builder.addExtension(Extension.nameConstraints, true, PermittedNames.of(profile.permitted()));
            }
            return new CertificateIssuer(new CertificateAndKey(sign(builder, keys), keys.getPrivate()), random);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("the JDK cannot make a CA", e);
        }
    }

    /** Issues a certificate with a new key. It expires after the given validity, or with its issuer if that is earlier. */
    public CertificateAndKey issue(LeafProfile profile, Duration validity, Instant now) {
        var keys = KeyAlgorithms.generate(profile.keyType(), random);
        var end = Stream.of(now.plus(validity), certificate().getNotAfter().toInstant())
                .min(Instant::compareTo)
                .orElseThrow();
        try {
            var issuer = new JcaX509CertificateHolder(certificate());
            var builder = new JcaX509v3CertificateBuilder(
                    issuer.getSubject(),
                    serial(random),
                    begin(now),
                    Date.from(end),
                    name(profile.commonName()),
                    keys.getPublic());
            var identifiers = new JcaX509ExtensionUtils();
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(usage(keys)))
                    .addExtension(
                            Extension.extendedKeyUsage,
                            false,
                            // A Consul server is also a client of its peers.
                            new ExtendedKeyUsage(
                                    new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth}))
                    .addExtension(Extension.subjectAlternativeName, false, names(profile))
                    .addExtension(
                            Extension.subjectKeyIdentifier,
                            false,
                            identifiers.createSubjectKeyIdentifier(keys.getPublic()))
                    .addExtension(
                            Extension.authorityKeyIdentifier, false, identifiers.createAuthorityKeyIdentifier(issuer));
            return new CertificateAndKey(
                    sign(builder, new KeyPair(certificate().getPublicKey(), own.key())), keys.getPrivate(), between());
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("the JDK cannot issue a certificate", e);
        }
    }

    public X509Certificate certificate() {
        return own.certificate();
    }

    public CertificateAndKey own() {
        return own;
    }

    /** The intermediate certificates: a peer that trusts only the root needs them, and it needs no root from us. */
    private List<X509Certificate> between() {
        return own.shown().stream().filter(ca -> !IssuerPath.isSelfSigned(ca)).toList();
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, KeyPair issuer)
            throws GeneralSecurityException {
        try {
            var signer = new JcaContentSignerBuilder(algorithm(issuer)).build(issuer.getPrivate());
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException(e);
        }
    }

    private static GeneralNames names(LeafProfile profile) {
        return new GeneralNames(Stream.concat(
                        profile.dnsNames().stream().map(name -> new GeneralName(GeneralName.dNSName, name)),
                        profile.addresses().stream().map(address -> new GeneralName(GeneralName.iPAddress, address)))
                .toArray(GeneralName[]::new));
    }

    private static X500Name name(String commonName) {
        return new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.CN, commonName)
                .build();
    }

    private static Date begin(Instant now) {
        return Date.from(now.minus(BACKDATED).truncatedTo(ChronoUnit.SECONDS));
    }

    private static BigInteger serial(SecureRandom random) {
        return new BigInteger(SERIAL_BITS, random).setBit(0);
    }

    /** RSA keys may also encrypt, because some cipher suites of TLS 1.2 do so. */
    private static int usage(KeyPair keys) {
        return isRsa(keys) ? KeyUsage.digitalSignature | KeyUsage.keyEncipherment : KeyUsage.digitalSignature;
    }

    /** The signature algorithm, with a digest as strong as the key. */
    private static String algorithm(KeyPair keys) {
        if (!(keys.getPublic() instanceof ECPublicKey elliptic)) {
            return "SHA256withRSA";
        }
        int bits = elliptic.getParams().getOrder().bitLength();
        return bits <= 256 ? "SHA256withECDSA" : bits <= 384 ? "SHA384withECDSA" : "SHA512withECDSA";
    }

    private static boolean isRsa(KeyPair keys) {
        return keys.getPublic().getAlgorithm().equals("RSA");
    }
}
