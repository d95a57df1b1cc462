package dev.lictor.bootstrap.keys;

import dev.lictor.cluster.ConsulConfiguration;
import dev.lictor.manifests.SecretObject;
import dev.lictor.pki.BrokenKeyMaterialException;
import dev.lictor.pki.Ca;
import dev.lictor.pki.CertificateAndKey;
import dev.lictor.pki.GossipKey;
import dev.lictor.pki.KeyMaterialFile;
import io.fabric8.kubernetes.api.model.Secret;
import java.security.cert.X509Certificate;
import java.util.List;

/** Reads key material from a Secret. Every method throws {@link BrokenKeyMaterialException} if it cannot be read. */
public final class SecretKeyReader {
    private SecretKeyReader() {}

    /** The CA; without its key if that is kept elsewhere. */
    public static Ca ca(Secret secret) {
        return Ca.of(
                file(secret, KeyMaterialKind.CA_CERTIFICATE).ca(),
                SecretObject.bytes(secret, KeyMaterialKind.CA_KEY)
                        .map(content -> KeyMaterialFile.forConsul(content, KeyMaterialKind.CA_KEY)
                                .key()));
    }

    public static CertificateAndKey server(Secret secret) {
        return pair(secret, ConsulConfiguration.CERTIFICATE_FILE, ConsulConfiguration.KEY_FILE);
    }

    public static CertificateAndKey client(Secret secret) {
        return pair(secret, KeyMaterialKind.CLIENT_CERTIFICATE, KeyMaterialKind.CLIENT_KEY);
    }

    /** The trusted CAs: several while the servers change from one CA to another. */
    public static List<X509Certificate> trusted(Secret secret) {
        return file(secret, ConsulConfiguration.CA_FILE).certificates();
    }

    public static GossipKey gossip(Secret secret) {
        return GossipKey.parse(entry(secret, ConsulConfiguration.GOSSIP_KEY));
    }

    private static CertificateAndKey pair(Secret secret, String certificate, String key) {
        return CertificateAndKey.of(
                file(secret, certificate).certificates(), file(secret, key).key());
    }

    private static KeyMaterialFile file(Secret secret, String key) {
        return KeyMaterialFile.forConsul(entry(secret, key), key);
    }

    private static byte[] entry(Secret secret, String key) {
        return SecretObject.bytes(secret, key)
                .orElseThrow(() -> new BrokenKeyMaterialException("key " + key + " is missing"));
    }
}
