package dev.lictor.pki;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Optional;

/**
 * A CA as it is kept.
 *
 * @param key empty where it is kept elsewhere, and nothing can be issued
 */
public record Authority(X509Certificate certificate, Optional<PrivateKey> key) {
    /** What signs, if the key is here. */
    public Optional<KeyMaterial> signing() {
        return key.map(own -> new KeyMaterial(certificate, own));
    }

    /** Does the key belong to the certificate? */
    public boolean fits(PrivateKey candidate) {
        return KeyMatch.fits(new KeyMaterial(certificate, candidate));
    }

    @Override
    public String toString() {
        return "Authority[%s, %s]"
                .formatted(certificate.getSubjectX500Principal(), key.isPresent() ? "key hidden" : "without its key");
    }
}
