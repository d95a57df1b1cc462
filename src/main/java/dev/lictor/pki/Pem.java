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

    /** One after the other, as a file holds a chain or a bundle. */
    public static String certificates(List<X509Certificate> certificates) {
        return certificates.stream().map(Pem::certificate).collect(Collectors.joining());
    }

    /** In PKCS#8, which every TLS library reads. */
    public static String key(PrivateKey key) {
        return text("PRIVATE KEY", key.getEncoded());
    }

    /**
     * As {@code consul tls cert create} reads a CA's key: EC keys in SEC1, the only form of Consul 1.7.2. It reads no RSA key at all;
     * later ones read PKCS#1 as well as PKCS#8.
     */
    public static String authorityKey(CertificateAndKey authority) {
        var info = PrivateKeyInfo.getInstance(authority.key().getEncoded());
        return info.getPrivateKeyAlgorithm().getAlgorithm().equals(X9ObjectIdentifiers.id_ecPublicKey)
                ? sec1(authority, info)
                : pkcs1(info);
    }

    private static String pkcs1(PrivateKeyInfo info) {
        try {
            return text(
                    "RSA PRIVATE KEY", info.parsePrivateKey().toASN1Primitive().getEncoded());
        } catch (IOException e) {
            throw new IllegalArgumentException("a key that cannot be encoded", e);
        }
    }

    private static String sec1(CertificateAndKey authority, PrivateKeyInfo info) {
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

    /** Reads the first certificate. @throws BrokenKeyMaterialException if the text holds none */
    public static X509Certificate readCertificate(String pem, String what) {
        return readCertificates(pem, what).getFirst();
    }

    /**
     * Reads a CA's certificate and, after it, those of the CAs above it, in whatever order they stand.
     *
     * @throws BrokenKeyMaterialException if they are not one chain, for then nothing says which of them signs
     */
    public static List<X509Certificate> readAuthority(String pem, String what) {
        var certificates = readCertificates(pem, what).stream().distinct().toList();
        var chain = chain(certificates);
        if (chain.size() < certificates.size()) {
            throw new BrokenKeyMaterialException(new Violation(
                    "%s holds %d certificates that are no chain of one CA: %s"
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

    /** From the one that has issued no other of them upwards. */
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

    /** Reads all certificates, of which there is one at least. @throws BrokenKeyMaterialException if the text holds none */
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
        // A key made by openssl is preceded by the parameters of its curve, and one for a web server by its
        // certificates.
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
                what + " is encrypted by a password, which Consul cannot ask for",
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
