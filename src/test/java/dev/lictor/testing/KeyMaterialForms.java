package dev.lictor.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.sec.SECNamedCurves;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMEncryptorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/** A certificate and keys in the forms in which people have them. */
public final class KeyMaterialForms {
    /** The parameters of P-256, as {@code openssl ecparam} writes them before a key. */
    public static final byte[] P256_PARAMETERS =
            "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n".getBytes(US_ASCII);

    /** The beginning of what {@code openssl x509 -text} writes. */
    public static final String WORDS =
            "Certificate:\n    Data:\n        Version: 3 (0x2)\n        Issuer: CN = ca\n    Signature Value:\n        30:45:02:20\n";

    private static final BouncyCastleProvider BOUNCY_CASTLE = new BouncyCastleProvider();
    private static final char[] PASSWORD = "secret".toCharArray();
    private static final X500Name NAME = new X500Name("CN=cluster.local");

    private final PrivateKey elliptic = key("EC", "secp256r1");
    private final PrivateKey rsa = key("RSA", "");
    private final PrivateKey ed25519 = key("Ed25519", "");
    private final dev.lictor.pki.Ca ca =
            ForeignCertificates.ca(Instant.now()).of("EC", 256).make();
    private final X509Certificate other =
            ForeignCertificates.ca(Instant.now()).of("EC", 256).make().certificate();

    public X509Certificate certificate() {
        return ca.certificate();
    }

    /** The key of the certificate. */
    public PrivateKey key() {
        return ca.key().orElseThrow();
    }

    public X509Certificate otherCertificate() {
        return other;
    }

    public PrivateKey elliptic() {
        return elliptic;
    }

    public PrivateKey rsa() {
        return rsa;
    }

    public PrivateKey ed25519() {
        return ed25519;
    }

    public byte[] certificateDer() {
        return made(() -> certificate().getEncoded());
    }

    /** The certificate with what OpenSSL says about trust behind it. */
    public byte[] trustedCertificate() {
        return made(() -> joined(certificateDer(), new DERSequence().getEncoded()));
    }

    public byte[] pkcs7() {
        return made(() -> CertificateFactory.getInstance("X.509")
                .generateCertPath(List.of(certificate()))
                .getEncoded("PKCS7"));
    }

    public byte[] pkcs12() {
        return keystore("PKCS12");
    }

    public byte[] javaKeystore() {
        return keystore("JKS");
    }

    private byte[] keystore(String type) {
        return made(() -> {
            var store = KeyStore.getInstance(type);
            store.load(null, null);
            store.setKeyEntry("own", key(), PASSWORD, new Certificate[] {certificate()});
            var bytes = new ByteArrayOutputStream();
            store.store(bytes, PASSWORD);
            return bytes.toByteArray();
        });
    }

    public byte[] pkcs1() {
        return made(() -> PrivateKeyInfo.getInstance(rsa.getEncoded())
                .parsePrivateKey()
                .toASN1Primitive()
                .getEncoded());
    }

    public byte[] sec1() {
        return sec1(PrivateKeyInfo.getInstance(elliptic.getEncoded())
                .getPrivateKeyAlgorithm()
                .getParameters());
    }

    public byte[] explicitSec1() {
        return sec1(explicit("secp256r1"));
    }

    public byte[] explicitOnAnotherCurve() {
        return sec1(explicit("secp256k1"));
    }

    public byte[] explicitPkcs8() {
        return made(() -> new PrivateKeyInfo(
                        new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, explicit("secp256r1")),
                        new ECPrivateKey(256, scalar()))
                .getEncoded());
    }

    private byte[] sec1(ASN1Encodable parameters) {
        return made(() -> new ECPrivateKey(256, scalar(), parameters).getEncoded());
    }

    private BigInteger scalar() {
        return made(() -> ECPrivateKey.getInstance(
                        PrivateKeyInfo.getInstance(elliptic.getEncoded()).parsePrivateKey())
                .getKey());
    }

    private static X9ECParameters explicit(String curve) {
        return Objects.requireNonNull(SECNamedCurves.getByName(curve));
    }

    public byte[] encryptedPkcs8() {
        return made(() -> written(new JcaPKCS8Generator(
                key(),
                new JceOpenSSLPKCS8EncryptorBuilder(NISTObjectIdentifiers.id_aes256_CBC)
                        .setProvider(BOUNCY_CASTLE)
                        .setPassword(PASSWORD)
                        .build())));
    }

    public byte[] encryptedPkcs8Der() {
        var lines = new String(encryptedPkcs8(), US_ASCII).lines().toList();
        return Base64.getDecoder().decode(String.join("", lines.subList(1, lines.size() - 1)));
    }

    public byte[] encryptedSec1() {
        return made(() -> {
            var bytes = new ByteArrayOutputStream();
            try (var writer = new JcaPEMWriter(new OutputStreamWriter(bytes, US_ASCII))) {
                writer.writeObject(
                        key(),
                        new JcePEMEncryptorBuilder("AES-256-CBC")
                                .setProvider(BOUNCY_CASTLE)
                                .build(PASSWORD));
            }
            return bytes.toByteArray();
        });
    }

    public byte[] request() {
        return made(() -> written(
                new JcaPKCS10CertificationRequestBuilder(NAME, certificate().getPublicKey()).build(signer())));
    }

    public byte[] revocationList() {
        return made(
                () -> written(new JcaX509v2CRLBuilder(certificate().getSubjectX500Principal(), Date.from(Instant.now()))
                        .build(signer())));
    }

    private org.bouncycastle.operator.ContentSigner signer() throws OperatorCreationException {
        return new JcaContentSignerBuilder("SHA256withECDSA").build(key());
    }

    private static byte[] written(Object object) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var writer = new JcaPEMWriter(new OutputStreamWriter(bytes, US_ASCII))) {
            writer.writeObject(object);
        }
        return bytes.toByteArray();
    }

    public static byte[] pem(String label, byte[] content) {
        return "-----BEGIN %s-----\n%s\n-----END %1$s-----\n"
                .formatted(label, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content))
                .getBytes(US_ASCII);
    }

    public static byte[] base64(byte[] content) {
        return Base64.getMimeEncoder().encode(content);
    }

    public static byte[] joined(byte[] first, byte[] second) {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(first);
        bytes.writeBytes(second);
        return bytes.toByteArray();
    }

    /** The base64 of a block in one line. */
    public static String unwrapped(String pem) {
        var lines = pem.lines().toList();
        return "%s\n%s\n%s\n"
                .formatted(lines.getFirst(), String.join("", lines.subList(1, lines.size() - 1)), lines.getLast());
    }

    /** @param index of the line, from 0 */
    public static String withCharacterOfLine(String text, int index, char character) {
        var lines = text.lines().toList();
        return text.replace(lines.get(index), character + lines.get(index).substring(1));
    }

    private static PrivateKey key(String algorithm, String curve) {
        return made(() -> {
            var generator = KeyPairGenerator.getInstance(algorithm);
            if (!curve.isEmpty()) {
                generator.initialize(new ECGenParameterSpec(curve));
            }
            return generator.generateKeyPair().getPrivate();
        });
    }

    @FunctionalInterface
    private interface Making<T> {
        T make() throws IOException, GeneralSecurityException, OperatorCreationException;
    }

    private static <T> T made(Making<T> making) {
        try {
            return making.make();
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }
}
