package dev.lictor.pki;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;
import org.jspecify.annotations.Nullable;

/** Certificates and keys as text. */
public final class Pem {
    private Pem() {}

    public static String certificate(X509Certificate certificate) {
        try {
            return text("CERTIFICATE", certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException("a certificate that cannot be encoded", e);
        }
    }

    /** In PKCS#8, which every TLS library reads. */
    public static String key(PrivateKey key) {
        return text("PRIVATE KEY", key.getEncoded());
    }

    /** In SEC1, the only form in which {@code consul tls cert create} reads a CA's key; other than EC keys in PKCS#8. */
    public static String authorityKey(KeyMaterial authority) {
        var info = PrivateKeyInfo.getInstance(authority.key().getEncoded());
        if (!info.getPrivateKeyAlgorithm().getAlgorithm().equals(X9ObjectIdentifiers.id_ecPublicKey)) {
            return key(authority.key());
        }
        try {
            // The JDK's own encoding leaves out the curve, without which Go cannot read the key.
            var curve = ASN1ObjectIdentifier.getInstance(
                    info.getPrivateKeyAlgorithm().getParameters());
            var scalar = ECPrivateKey.getInstance(info.parsePrivateKey()).getKey();
            var point = new X509CertificateHolder(authority.certificate().getEncoded())
                    .getSubjectPublicKeyInfo()
                    .getPublicKeyData();
            var named = new ECPrivateKey(orderBits(curve), scalar, new DERBitString(point.getBytes()), curve);
            return text("EC PRIVATE KEY", named.getEncoded());
        } catch (IOException | CertificateEncodingException e) {
            throw new IllegalArgumentException("a key that cannot be encoded", e);
        }
    }

    /** Reads a certificate. @throws BrokenKeyMaterialException if the text is none */
    public static X509Certificate readCertificate(String pem, String what) {
        if (read(pem, what) instanceof X509CertificateHolder holder) {
            try {
                return new JcaX509CertificateConverter().getCertificate(holder);
            } catch (CertificateException e) {
                throw new BrokenKeyMaterialException(what + " is a certificate that cannot be read", e);
            }
        }
        throw new BrokenKeyMaterialException(what + " holds no certificate in PEM form");
    }

    /** Reads a private key without a password. @throws BrokenKeyMaterialException if the text is none */
    public static PrivateKey readKey(String pem, String what) {
        var converter = new JcaPEMKeyConverter();
        try {
            return switch (read(pem, what)) {
                case PEMKeyPair pair -> converter.getKeyPair(pair).getPrivate();
                case PrivateKeyInfo info -> converter.getPrivateKey(info);
                case null, default ->
                    throw new BrokenKeyMaterialException(what + " holds no private key in PEM form without a password");
            };
        } catch (IOException e) {
            throw new BrokenKeyMaterialException(what + " is a key that cannot be read", e);
        }
    }

    private static @Nullable Object read(String pem, String what) {
        try (var parser = new PEMParser(new StringReader(pem))) {
            var first = parser.readObject();
            // A key made by openssl is preceded by the parameters of its curve.
            return first instanceof ASN1ObjectIdentifier ? parser.readObject() : first;
        } catch (IOException | RuntimeException e) {
            throw new BrokenKeyMaterialException(what + " is not in PEM form", e);
        }
    }

    private static int orderBits(ASN1ObjectIdentifier curve) {
        return ECNamedCurveTable.getByOID(curve).getN().bitLength();
    }

    private static String text(String type, byte[] content) {
        var text = new StringWriter();
        try (var writer = new PemWriter(text)) {
            writer.writeObject(new PemObject(type, content));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
