package dev.lictor.verify;

import dev.lictor.bootstrap.keys.SecretKeyReader;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.cluster.VerifyIncoming;
import dev.lictor.consul.http.BlockingConsulClient;
import dev.lictor.kubernetes.KubernetesApi;
import dev.lictor.kubernetes.ObjectKey;
import dev.lictor.manifests.SecretObject;
import dev.lictor.pki.BrokenKeyMaterialException;
import dev.lictor.pki.CertificateAndKey;
import dev.lictor.pki.GossipKey;
import dev.lictor.pki.Pem;
import dev.lictor.pki.TlsBundle;
import io.fabric8.kubernetes.api.model.Secret;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The key material of a cluster's Secrets, with which the servers are compared. {@link #toString} shows none of it.
 *
 * @param trusted the CA certificates that must have issued the servers' certificates
 * @param server the servers' certificate and key
 * @param gossip the gossip key
 * @param client the clients' certificate and key; empty if HTTPS requires none or the Secret does not exist, and then the servers' own is used
 */
public record ClusterKeys(
        List<X509Certificate> trusted, CertificateAndKey server, GossipKey gossip, Optional<CertificateAndKey> client) {
    public ClusterKeys {
        trusted = List.copyOf(trusted);
    }

    /** @throws CannotVerifyException if a Secret does not exist or cannot be read */
    public static ClusterKeys read(KubernetesApi kubernetes, ClusterSpec spec) {
        var names = spec.names();
        var server = secret(kubernetes, spec, names.serverSecret());
        return new ClusterKeys(
                read(server, SecretKeyReader::trusted),
                read(server, SecretKeyReader::server),
                read(secret(kubernetes, spec, names.gossipSecret()), SecretKeyReader::gossip),
                spec.verifyIncoming() == VerifyIncoming.ALL
                        ? find(kubernetes, spec, names.clientSecret())
                                .map(secret -> read(secret, SecretKeyReader::client))
                        : Optional.empty());
    }

    private static Secret secret(KubernetesApi kubernetes, ClusterSpec spec, String name) {
        return find(kubernetes, spec, name)
                .orElseThrow(
                        () -> new CannotVerifyException(
                                ObjectKey.of(SecretObject.of(spec, name, Map.of()))
                                        + " does not exist, and verify compares the servers with it; lictor bootstrap creates it, or says what prevents that"));
    }

    private static Optional<Secret> find(KubernetesApi kubernetes, ClusterSpec spec, String name) {
        return kubernetes.find(SecretObject.of(spec, name, Map.of())).map(Secret.class::cast);
    }

    private static <T> T read(Secret secret, Function<Secret, T> reader) {
        try {
            return reader.apply(secret);
        } catch (BrokenKeyMaterialException e) {
            throw new CannotVerifyException(
                    "%s: %s; restore it from a backup".formatted(ObjectKey.of(secret), e.getMessage()), e);
        }
    }

    /** The CA certificates of a client that does not have the intermediate ones. */
    List<X509Certificate> roots() {
        return TlsBundle.uppermost(trusted);
    }

    /**
     * The identity for requests to Consul's HTTPS port.
     *
     * @param name the host name that the servers' certificates carry
     */
    public BlockingConsulClient.Identity identity(String name) {
        var own = client.orElse(server);
        return new BlockingConsulClient.Identity(
                name, Pem.certificates(trusted), Pem.certificates(own.shown()), Pem.key(own.key()));
    }

    @Override
    public String toString() {
        return "ClusterKeys[not shown]";
    }
}
