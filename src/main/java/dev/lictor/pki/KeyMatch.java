package dev.lictor.pki;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.interfaces.RSAKey;

/** Checks whether a private key belongs to a certificate, by the modulus of RSA or by a signature. */
final class KeyMatch {
    private static final byte[] PROBE = "lictor".getBytes(StandardCharsets.US_ASCII);

    private KeyMatch() {}

    static boolean fits(CertificateAndKey material) {
        var publicKey = material.certificate().getPublicKey();
        if (!publicKey.getAlgorithm().equals(material.key().getAlgorithm())) {
            return false;
        }
        if (publicKey instanceof RSAKey owner && material.key() instanceof RSAKey key) {
            return owner.getModulus().equals(key.getModulus()); // a signature of RSASSA-PSS would need parameters
        }
        try {
            var signature = Signature.getInstance(
                    switch (publicKey.getAlgorithm()) {
                        case "EC" -> "SHA256withECDSA";
                        default -> publicKey.getAlgorithm(); // such as EdDSA
                    });
            signature.initSign(material.key());
            signature.update(PROBE);
            var signed = signature.sign();
            signature.initVerify(publicKey);
            signature.update(PROBE);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false; // the same algorithm, but another curve
        }
    }
}
