package dev.lictor.bootstrap;

import dev.lictor.bootstrap.objects.SecretObject;
import dev.lictor.cluster.ConsulConfiguration;
import dev.lictor.pki.Authority;
import dev.lictor.pki.BrokenKeyMaterialException;
import dev.lictor.pki.GossipKey;
import dev.lictor.pki.KeyMaterial;
import dev.lictor.pki.Pem;
import io.fabric8.kubernetes.api.model.Secret;
import java.security.cert.X509Certificate;
import java.util.List;

/** Key material as it lies in a Secret. Every method throws {@link BrokenKeyMaterialException} where it cannot be read. */
public final class StoredKeys {
    private StoredKeys() {}

    /** Its key may be kept elsewhere. */
    static Authority authority(Secret secret) {
        return Authority.of(
                Pem.readAuthority(entry(secret, Part.AUTHORITY_CERTIFICATE), Part.AUTHORITY_CERTIFICATE),
                SecretObject.content(secret, Part.AUTHORITY_KEY).map(pem -> Pem.readKey(pem, Part.AUTHORITY_KEY)));
    }

    public static KeyMaterial server(Secret secret) {
        return pair(secret, ConsulConfiguration.CERTIFICATE_FILE, ConsulConfiguration.KEY_FILE);
    }

    public static KeyMaterial client(Secret secret) {
        return pair(secret, Part.CLIENT_CERTIFICATE, Part.CLIENT_KEY);
    }

    /** Several while servers change from one CA to another. */
    public static List<X509Certificate> trusted(Secret secret) {
        return Pem.readCertificates(entry(secret, ConsulConfiguration.CA_FILE), ConsulConfiguration.CA_FILE);
    }

    public static GossipKey gossip(Secret secret) {
        return GossipKey.parse(entry(secret, ConsulConfiguration.GOSSIP_KEY));
    }

    private static KeyMaterial pair(Secret secret, String certificate, String key) {
        return KeyMaterial.of(
                Pem.readCertificates(entry(secret, certificate), certificate), Pem.readKey(entry(secret, key), key));
    }

    private static String entry(Secret secret, String key) {
        return SecretObject.content(secret, key)
                .orElseThrow(() -> new BrokenKeyMaterialException("key " + key + " is missing"));
    }
}
