package dev.lictor.testing;

import dev.lictor.pki.Ca;
import dev.lictor.pki.CertificateAndKey;
import dev.lictor.pki.Pem;
import java.time.Instant;

/**
 * A client certificate and its key, as PEM.
 *
 * @param key in one of the forms that kubectl reads
 */
public record ClientCertificates(String certificate, String key) {
    /** The output of {@code openssl ecparam -name prime256v1}. */
    private static final String PARAMETERS =
            "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";

    public enum KeyForm {
        RSA_PKCS1("RSA", 2048),
        RSA_PKCS8("RSA", 2048),
        EC_SEC1("EC", 256),
        EC_PARAMETERS_AND_SEC1("EC", 256),
        EC_P384_SEC1("EC", 384),
        EC_PKCS8("EC", 256),
        ED25519("Ed25519", 0);

        private final String algorithm;
        private final int bits;

        KeyForm(String algorithm, int bits) {
            this.algorithm = algorithm;
            this.bits = bits;
        }

        private String written(CertificateAndKey material) {
            return switch (this) {
                case RSA_PKCS8, EC_PKCS8, ED25519 -> Pem.key(material.key());
                case RSA_PKCS1, EC_SEC1, EC_P384_SEC1 -> Pem.caKey(material);
                case EC_PARAMETERS_AND_SEC1 -> PARAMETERS + Pem.caKey(material);
            };
        }
    }

    /** @param issuer with an RSA key */
    public static ClientCertificates of(KeyForm form, Ca issuer, String name) {
        var made = ForeignCertificates.server(issuer, Instant.now(), name)
                .of(form.algorithm, form.bits)
                .signedWith("SHA256withRSA")
                .serial(System.nanoTime())
                .makeLeaf();
        return new ClientCertificates(Pem.certificate(made.certificate()), form.written(made));
    }
}
