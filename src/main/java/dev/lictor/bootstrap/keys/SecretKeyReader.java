package dev.lictor.bootstrap.keys;

import dev.lictor.cluster.ConsulConfiguration;
import dev.lictor.manifests.SecretObject;
import dev.lictor.pki.BrokenKeyMaterialException;
import dev.lictor.pki.Ca;
import dev.lictor.pki.CertificateAndKey;
import dev.lictor.pki.GossipKey;
import dev.lictor.pki.Pem;
import io.fabric8.kubernetes.api.model.Secret;
import java.security.cert.X509Certificate;
import java.util.List;

/** Reads key material from a Secret. Every method throws {@link BrokenKeyMaterialException} if it cannot be read. */
public final class SecretKeyReader {
    private SecretKeyReader() {}

    /** The CA; without its key if that is kept elsewhere. */
    public static Ca ca(Secret secret) {
        return Ca.of(
                Pem.readCa(entry(secret, KeyMaterialKind.CA_CERTIFICATE), KeyMaterialKind.CA_CERTIFICATE),
                SecretObject.content(secret, KeyMaterialKind.CA_KEY)
                        .map(pem -> Pem.readKey(pem, KeyMaterialKind.CA_KEY)));
    }

    public static CertificateAndKey server(Secret secret) {
        return pair(secret, ConsulConfiguration.CERTIFICATE_FILE, ConsulConfiguration.KEY_FILE);
    }

    public static CertificateAndKey client(Secret secret) {
        return pair(secret, KeyMaterialKind.CLIENT_CERTIFICATE, KeyMaterialKind.CLIENT_KEY);
    }

    /** The trusted CAs: several while the servers change from one CA to another. */
    public static List<X509Certificate> trusted(Secret secret) {
        return Pem.readCertificates(entry(secret, ConsulConfiguration.CA_FILE), ConsulConfiguration.CA_FILE);
    }

    public static GossipKey gossip(Secret secret) {
        return GossipKey.parse(entry(secret, ConsulConfiguration.GOSSIP_KEY));
    }

    private static CertificateAndKey pair(Secret secret, String certificate, String key) {
        return CertificateAndKey.of(
                Pem.readCertificates(entry(secret, certificate), certificate), Pem.readKey(entry(secret, key), key));
    }

    private static String entry(Secret secret, String key) {
        return SecretObject.content(secret, key)
                .orElseThrow(() -> new BrokenKeyMaterialException("key " + key + " is missing"));
    }
}
