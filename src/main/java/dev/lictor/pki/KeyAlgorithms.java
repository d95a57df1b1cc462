package dev.lictor.pki;

import dev.lictor.cluster.KeyType;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.Map;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** Names the algorithm and size of a key as {@link KeyType} does, also for keys that Lictor did not create, and generates keys. */
final class KeyAlgorithms {
    private static final Map<ASN1ObjectIdentifier, String> CURVES = Map.of(
            SECObjectIdentifiers.secp256r1, "ec-p256",
            SECObjectIdentifiers.secp384r1, "ec-p384",
            SECObjectIdentifiers.secp521r1, "ec-p521");
    /** Go reads no other curves, and the tools of Consul 1.7.2 read no Ed25519. */
    private static final Pattern READ_BY_CONSUL = Pattern.compile("rsa-\\d+|ec-p(256|384|521)");

    private static final String ED25519 = "ed25519";
    private static final int STRONG_RSA = 2048;
    private static final int LARGEST_RSA = 8192;

    private KeyAlgorithms() {}

    static String of(X509Certificate certificate) {
        return of(SubjectPublicKeyInfo.getInstance(certificate.getPublicKey().getEncoded()));
    }

    static String of(SubjectPublicKeyInfo key) {
        var algorithm = key.getAlgorithm().getAlgorithm();
        if (algorithm.equals(PKCSObjectIdentifiers.rsaEncryption)) {
            return "rsa-" + rsaBits(key);
        }
        if (algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
            var curve = key.getAlgorithm().getParameters();
            return curve instanceof ASN1ObjectIdentifier named
                    ? CURVES.getOrDefault(named, "ec of curve " + named)
                    : "ec of a curve without a name";
        }
        return algorithm.equals(EdECObjectIdentifiers.id_Ed25519) ? ED25519 : "of algorithm " + algorithm;
    }

    static boolean isReadByConsul(X509Certificate certificate) {
        return READ_BY_CONSUL.matcher(of(certificate)).matches();
    }

    /** Whether a Consul server can present a certificate with this key. Go refuses larger RSA keys in a handshake (crypto/tls, maxRSAKeySize). */
    static boolean isServedByConsul(X509Certificate certificate) {
        var kind = of(certificate);
        return (kind.equals(ED25519) || READ_BY_CONSUL.matcher(kind).matches())
                && !(certificate.getPublicKey() instanceof java.security.interfaces.RSAPublicKey rsa
                        && rsa.getModulus().bitLength() > LARGEST_RSA);
    }

    static boolean isEd25519(X509Certificate certificate) {
        return of(certificate).equals(ED25519);
    }

    static boolean isWeak(X509Certificate certificate) {
        return isWeak(certificate.getPublicKey());
    }

    private static boolean isWeak(PublicKey key) {
        return key instanceof java.security.interfaces.RSAPublicKey rsa
                && rsa.getModulus().bitLength() < STRONG_RSA;
    }

    static KeyPair generate(KeyType type, SecureRandom random) {
        return switch (type) {
            case EC_P256 -> elliptic("secp256r1", random);
            case EC_P384 -> elliptic("secp384r1", random);
            case RSA_2048 -> rsa(2048, random);
            case RSA_3072 -> rsa(3072, random);
            case RSA_4096 -> rsa(4096, random);
        };
    }

    private static KeyPair elliptic(String curve, SecureRandom random) {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve), random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has no curve " + curve, e);
        }
    }

    private static KeyPair rsa(int bits, SecureRandom random) {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits, random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has no RSA", e);
        }
    }

    private static int rsaBits(SubjectPublicKeyInfo key) {
        try {
            return RSAPublicKey.getInstance(key.parsePublicKey()).getModulus().bitLength();
        } catch (IOException e) {
            throw new IllegalArgumentException("the RSA key cannot be decoded", e);
        }
    }
}
