package dev.lictor.bootstrap.keys;

import dev.lictor.cluster.ClusterSpec;
import dev.lictor.cluster.ConsulConfiguration;
import dev.lictor.cluster.VerifyIncoming;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A kind of key material, in the order of creation. Each is stored whole in one Secret, so that no crash leaves half of it. */
public enum KeyMaterialKind {
    CA(KeyMaterialKind.CA_CERTIFICATE, KeyMaterialKind.CA_KEY),
    GOSSIP(ConsulConfiguration.GOSSIP_KEY),
    SERVER(ConsulConfiguration.CA_FILE, ConsulConfiguration.CERTIFICATE_FILE, ConsulConfiguration.KEY_FILE),
    CLIENT(ConsulConfiguration.CA_FILE, KeyMaterialKind.CLIENT_CERTIFICATE, KeyMaterialKind.CLIENT_KEY);

    static final String CA_CERTIFICATE = "ca.crt";
    static final String CA_KEY = "ca.key";
    static final String CLIENT_CERTIFICATE = "tls.crt";
    static final String CLIENT_KEY = "tls.key";

    private final List<String> keys;

    KeyMaterialKind(String... keys) {
        this.keys = List.of(keys);
    }

    /** The keys of its Secret's data. */
    public List<String> keys() {
        return keys;
    }

    /** Whether a Secret of these keys holds a full set of certificate, key and CA, and nothing else, so that it can be issued anew. */
    public static boolean isReplaceable(Set<String> keys) {
        return isOfLeaves(keys) && (keys.containsAll(SERVER.keys) || keys.containsAll(CLIENT.keys));
    }

    /** Whether a Secret of these keys holds nothing but certificates and their keys, perhaps not all of them. */
    public static boolean isOfLeaves(Set<String> keys) {
        var leaves = new HashSet<>(SERVER.keys);
        leaves.addAll(CLIENT.keys);
        return leaves.containsAll(keys);
    }

    /** Whether a Secret of these keys holds a CA that can issue certificates. */
    public static boolean canSign(Set<String> keys) {
        return keys.containsAll(CA.keys);
    }

    /** The names of a cluster's Secrets, and the kinds that each holds. */
    public static Map<String, Set<KeyMaterialKind>> bySecret(ClusterSpec spec) {
        var kinds = new ArrayList<>(List.of(CA, GOSSIP, SERVER));
        if (spec.verifyIncoming() == VerifyIncoming.ALL) {
            kinds.add(CLIENT);
        }
        var secrets = new LinkedHashMap<String, Set<KeyMaterialKind>>();
        kinds.forEach(kind -> secrets.computeIfAbsent(kind.secret(spec), name -> EnumSet.noneOf(KeyMaterialKind.class))
                .add(kind));
        return secrets;
    }

    private String secret(ClusterSpec spec) {
        return switch (this) {
            case CA -> spec.names().caSecret();
            case GOSSIP -> spec.names().gossipSecret();
            case SERVER -> spec.names().serverSecret();
            case CLIENT -> spec.names().clientSecret();
        };
    }
}
