package dev.lictor.testing;

import dev.lictor.pki.Ca;
import dev.lictor.pki.CertificateAndKey;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Certificates as other tools issue them, valid and invalid. The default is a valid CA. */
public final class ForeignCertificates {
    private static final X500Name NAME = new X500Name("CN=cluster.local");

    private KeyPair keys = keys("RSA", 2048);
    private Optional<Ca> issuer = Optional.empty();
    private Instant begin;
    private Instant end;
    private String signature = "SHA256withRSA";
    private Optional<BasicConstraints> constraints = Optional.of(new BasicConstraints(true));
    private int usage = KeyUsage.keyCertSign | KeyUsage.cRLSign;
    private String[] names = {};
    private KeyPurposeId[] purposes = {};
    private Optional<GeneralName> permitted = Optional.empty();
    private X500Name name = NAME;
    private BigInteger serial = BigInteger.valueOf(4711);
    private Optional<ASN1ObjectIdentifier> critical = Optional.empty();
    private boolean keyUsage = true;

    private ForeignCertificates(Instant now) {
        this.begin = now.minus(Duration.ofDays(1));
        this.end = now.plus(Duration.ofDays(10_000));
    }

    /** A CA certificate as {@code openssl req -x509} creates it. */
    public static ForeignCertificates ca(Instant now) {
        return new ForeignCertificates(now);
    }

    /** A server certificate like the one that the tutorial's servers share. */
    public static ForeignCertificates server(Ca issuer, Instant now, String... names) {
        var made = new ForeignCertificates(now);
        made.issuer = Optional.of(issuer);
        made.end = now.plus(Duration.ofDays(365));
        made.constraints = Optional.of(new BasicConstraints(false));
        made.usage = KeyUsage.digitalSignature | KeyUsage.keyEncipherment;
        made.names = names;
        made.purposes = new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth};
        return made;
    }

    public ForeignCertificates of(String algorithm, int bits) {
        keys = keys(algorithm, bits);
        signature = algorithm.equals("EC") ? "SHA256withECDSA" : algorithm.equals("RSA") ? signature : algorithm;
        return this;
    }

    public ForeignCertificates signedWith(String algorithm) {
        signature = algorithm;
        return this;
    }

    public ForeignCertificates signedBy(Ca other) {
        issuer = Optional.of(other);
        return this;
    }

    public ForeignCertificates lasting(Instant from, Instant until) {
        begin = from;
        end = until;
        return this;
    }

    public ForeignCertificates notForCas() {
        constraints = Optional.empty();
        return this;
    }

    public ForeignCertificates usage(int bits) {
        usage = bits;
        return this;
    }

    public ForeignCertificates purposes(KeyPurposeId... only) {
        purposes = only;
        return this;
    }

    public ForeignCertificates permitting(String domain) {
        return permitting(new GeneralName(GeneralName.dNSName, domain));
    }

    public ForeignCertificates permitting(GeneralName name) {
        permitted = Optional.of(name);
        return this;
    }

    public ForeignCertificates named(String name) {
        this.name = new X500Name(name);
        return this;
    }

    /** Reuses a key pair. */
    public ForeignCertificates of(Ca other) {
        keys = new KeyPair(other.certificate().getPublicKey(), other.key().orElseThrow());
        return this;
    }

    public ForeignCertificates serial(long number) {
        serial = BigInteger.valueOf(number);
        return this;
    }

    /** Adds an empty critical extension. */
    public ForeignCertificates critical(String extension) {
        critical = Optional.of(new ASN1ObjectIdentifier(extension));
        return this;
    }

    public ForeignCertificates pathLength(int length) {
        constraints = Optional.of(new BasicConstraints(length));
        return this;
    }

    public ForeignCertificates withoutKeyUsage() {
        keyUsage = false;
        return this;
    }

    /** A chain in one file, as {@code cat leaf.crt intermediate.crt} writes it. */
    public CertificateAndKey makeLeafWith(Ca... chain) {
        return new CertificateAndKey(
                certificate(),
                keys.getPrivate(),
                Stream.of(chain).map(Ca::certificate).toList());
    }

    public Ca make() {
        return new Ca(certificate(), Optional.of(keys.getPrivate()));
    }

    public CertificateAndKey makeLeaf() {
        return new CertificateAndKey(certificate(), keys.getPrivate());
    }

    private X509Certificate certificate() {
        try {
            var subject = names.length == 0 ? name : new X500Name("CN=" + names[0]);
            var builder = new JcaX509v3CertificateBuilder(
                    issuer.map(ForeignCertificates::subject).orElse(subject),
                    serial,
                    Date.from(begin),
                    Date.from(end),
                    subject,
                    keys.getPublic());
            if (constraints.isPresent()) {
                builder.addExtension(Extension.basicConstraints, true, constraints.get());
            }
            if (keyUsage) {
                builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
            }
            if (critical.isPresent()) {
                builder.addExtension(critical.get(), true, DERNull.INSTANCE);
            }
            if (names.length > 0) {
                builder.addExtension(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(Stream.of(names)
                                .map(ForeignCertificates::generalName)
                                .toArray(GeneralName[]::new)));
            }
            if (purposes.length > 0) {
                builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes));
            }
            if (permitted.isPresent()) {
                var subtree = new GeneralSubtree(permitted.get());
                builder.addExtension(
                        Extension.nameConstraints, true, new NameConstraints(new GeneralSubtree[] {subtree}, null));
            }
            PrivateKey signer = issuer.flatMap(Ca::key).orElse(keys.getPrivate());
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder(signature).build(signer)));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Parses {@code DNS:} and {@code email:} names as openssl writes them. */
    private static GeneralName generalName(String name) {
        if (name.startsWith("DNS:")) {
            return new GeneralName(GeneralName.dNSName, name.substring("DNS:".length()));
        }
        if (name.startsWith("email:")) {
            return new GeneralName(GeneralName.rfc822Name, name.substring("email:".length()));
        }
        return new GeneralName(Character.isDigit(name.charAt(0)) ? GeneralName.iPAddress : GeneralName.dNSName, name);
    }

    private static X500Name subject(Ca ca) {
        return X500Name.getInstance(ca.certificate().getSubjectX500Principal().getEncoded());
    }

    private static KeyPair keys(String algorithm, int bits) {
        try {
            var generator = KeyPairGenerator.getInstance(algorithm);
            if (bits > 0) {
                generator.initialize(bits);
            }
            return generator.generateKeyPair();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
