package dev.lictor.pki;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;

/** Writes and reads certificates and keys as PEM (RFC 7468). */
public final class Pem {
    private Pem() {}

    public static String certificate(X509Certificate certificate) {
        try {
            return text("CERTIFICATE", certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException("the certificate cannot be encoded", e);
        }
    }

    /** Several certificates one after the other, as in a chain or a bundle. */
    public static String certificates(List<X509Certificate> certificates) {
        return certificates.stream().map(Pem::certificate).collect(Collectors.joining());
    }

    /** A private key in PKCS#8, which every TLS library reads. */
    public static String key(PrivateKey key) {
        return text("PRIVATE KEY", key.getEncoded());
    }

    /**
     * A CA's key in the form that {@code consul tls cert create} reads. EC keys are in SEC1, the only form that Consul 1.7.2 reads. Consul 1.7.2
     * reads no RSA key; later versions read PKCS#1 and PKCS#8, and this method writes PKCS#1.
     */
    public static String caKey(CertificateAndKey ca) {
        var info = PrivateKeyInfo.getInstance(ca.key().getEncoded());
        return info.getPrivateKeyAlgorithm().getAlgorithm().equals(X9ObjectIdentifiers.id_ecPublicKey)
                ? sec1(ca, info)
                : pkcs1(info);
    }

    private static String pkcs1(PrivateKeyInfo info) {
        try {
            return text(
                    "RSA PRIVATE KEY", info.parsePrivateKey().toASN1Primitive().getEncoded());
        } catch (IOException e) {
            throw new IllegalArgumentException("the key cannot be encoded", e);
        }
    }

    private static String sec1(CertificateAndKey ca, PrivateKeyInfo info) {
        try {
            // The JDK's encoding omits the curve, and Go cannot read the key without it.
            var curve = ASN1ObjectIdentifier.getInstance(
                    info.getPrivateKeyAlgorithm().getParameters());
            var scalar = ECPrivateKey.getInstance(info.parsePrivateKey()).getKey();
            var point = new X509CertificateHolder(ca.certificate().getEncoded())
                    .getSubjectPublicKeyInfo()
                    .getPublicKeyData();
            var named = new ECPrivateKey(orderBits(curve), scalar, new DERBitString(point.getBytes()), curve);
            return text("EC PRIVATE KEY", named.getEncoded());
        } catch (IOException | CertificateEncodingException e) {
            throw new IllegalArgumentException("the key cannot be encoded", e);
        }
    }

    /**
     * Reads the first certificate.
     *
     * @param what the name of the text in messages
     * @throws BrokenKeyMaterialException if the text holds none
     */
    public static X509Certificate readCertificate(String pem, String what) {
        return readCertificates(pem, what).getFirst();
    }

    /** As {@link KeyMaterialFile#ca}, of text that Consul reads. */
    public static List<X509Certificate> readCa(String pem, String what) {
        return file(pem, what).ca();
    }

    /** Reads all certificates; the result is never empty. @throws BrokenKeyMaterialException if the text holds none */
    public static List<X509Certificate> readCertificates(String pem, String what) {
        return file(pem, what).certificates();
    }

    /** Reads a private key without a password. @throws BrokenKeyMaterialException if the text holds none */
    public static PrivateKey readKey(String pem, String what) {
        return file(pem, what).key();
    }

    private static KeyMaterialFile file(String pem, String what) {
        return KeyMaterialFile.forConsul(pem.getBytes(StandardCharsets.UTF_8), what);
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
