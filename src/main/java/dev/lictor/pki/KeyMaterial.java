package dev.lictor.pki;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;

/** A certificate and its private key, of which it shows nothing but the subject. */
public record KeyMaterial(X509Certificate certificate, PrivateKey key) {
    @Override
    public String toString() {
        return "KeyMaterial[" + certificate.getSubjectX500Principal() + ", key hidden]";
    }
}
