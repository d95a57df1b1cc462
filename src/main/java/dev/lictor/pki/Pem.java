package dev.lictor.pki;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
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

    /**
     * Reads a CA's certificate and those of the CAs above it, in any order.
     *
     * @param what the name of the text in messages
     * @return the certificate that signs, and after it those of its issuers
     * @throws BrokenKeyMaterialException if they are not one chain, because then it is unknown which of them signs
     */
    public static List<X509Certificate> readCa(String pem, String what) {
        var certificates = readCertificates(pem, what).stream().distinct().toList();
        var chain = chain(certificates);
        if (chain.size() < certificates.size()) {
            throw new BrokenKeyMaterialException(new Violation(
                    "%s holds %d certificates that are not one chain of a CA: %s"
                            .formatted(
                                    what,
                                    certificates.size(),
                                    certificates.stream()
                                            .map(certificate -> certificate
                                                    .getSubjectX500Principal()
                                                    .getName())
                                            .collect(Collectors.joining(" and "))),
                    "keep only the one that signs the servers' certificates, and the CAs above it if there are any"));
        }
        return chain;
    }

    /** The chain that starts at the certificate that has issued none of the others. */
    private static List<X509Certificate> chain(List<X509Certificate> certificates) {
        var chain = new ArrayList<X509Certificate>();
        var next = certificates.stream()
                .filter(candidate -> certificates.stream()
                        .noneMatch(other -> !other.equals(candidate) && IssuerPath.isIssuedBy(other, candidate)))
                .findFirst();
        while (next.isPresent()) {
            var last = next.get();
            chain.add(last);
            next = certificates.stream()
                    .filter(candidate -> !chain.contains(candidate) && IssuerPath.isIssuedBy(last, candidate))
                    .findFirst();
        }
        return chain;
    }

    /** Reads all certificates; the result is never empty. @throws BrokenKeyMaterialException if the text holds none */
    public static List<X509Certificate> readCertificates(String pem, String what) {
        var certificates = read(pem, what).stream()
                .filter(X509CertificateHolder.class::isInstance)
                .map(X509CertificateHolder.class::cast)
                .map(holder -> certificate(holder, what))
                .toList();
        if (certificates.isEmpty()) {
            throw new BrokenKeyMaterialException(what + " holds no certificate in PEM form");
        }
        return certificates;
    }

    private static X509Certificate certificate(X509CertificateHolder holder, String what) {
        try {
            return new JcaX509CertificateConverter().getCertificate(holder);
        } catch (CertificateException e) {
            throw new BrokenKeyMaterialException(
                    "%s is a certificate that cannot be read; its key is %s"
                            .formatted(what, KeyAlgorithms.of(holder.getSubjectPublicKeyInfo())),
                    e);
        }
    }

    /** Reads a private key without a password. @throws BrokenKeyMaterialException if the text holds none */
    public static PrivateKey readKey(String pem, String what) {
        var converter = new JcaPEMKeyConverter();
        // openssl writes the parameters of the curve before a key, and files for web servers have certificates before
        // it.
        for (var object : read(pem, what)) {
            try {
                switch (object) {
                    case PEMKeyPair pair -> {
                        return converter.getKeyPair(pair).getPrivate();
                    }
                    case PrivateKeyInfo info -> {
                        return converter.getPrivateKey(info);
                    }
                    case PEMEncryptedKeyPair ignored -> throw encrypted(pem, what);
                    case PKCS8EncryptedPrivateKeyInfo ignored -> throw encrypted(pem, what);
                    default -> {}
                }
            } catch (IOException e) {
                throw new BrokenKeyMaterialException(what + " is a key that cannot be read", e);
            }
        }
        throw new BrokenKeyMaterialException(what + " holds no private key in PEM form");
    }

    private static BrokenKeyMaterialException encrypted(String pem, String what) {
        var tool = pem.contains("BEGIN EC PRIVATE KEY") ? "ec" : "pkey";
        return new BrokenKeyMaterialException(new Violation(
                what + " is encrypted with a password, which Consul cannot ask for",
                "decrypt it into another file: openssl %s -in %s -out plain.key".formatted(tool, what)));
    }

    private static List<Object> read(String pem, String what) {
        var objects = new ArrayList<>();
        try (var parser = new PEMParser(new StringReader(pem))) {
            for (var object = parser.readObject(); object != null; object = parser.readObject()) {
                objects.add(object);
            }
            return objects;
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
