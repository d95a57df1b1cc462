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
 * What a cluster's servers must have: the key material of its Secrets, of which it shows nothing.
 *
 * @param trusted of which servers' certificates are to be issued
 * @param client absent where HTTPS asks for none, or nobody has issued one; the servers' own will do
 */
public record ClusterKeys(
        List<X509Certificate> trusted, CertificateAndKey server, GossipKey gossip, Optional<CertificateAndKey> client) {
    public ClusterKeys {
        trusted = List.copyOf(trusted);
    }

    /** @throws CannotProveException if one is not there, or cannot be read */
    public static ClusterKeys read(KubernetesApi cluster, ClusterSpec spec) {
        var names = spec.names();
        var server = secret(cluster, spec, names.serverSecret());
        return new ClusterKeys(
                read(server, SecretKeyReader::trusted),
                read(server, SecretKeyReader::server),
                read(secret(cluster, spec, names.gossipSecret()), SecretKeyReader::gossip),
                spec.verifyIncoming() == VerifyIncoming.ALL
                        ? find(cluster, spec, names.clientSecret()).map(secret -> read(secret, SecretKeyReader::client))
                        : Optional.empty());
    }

    private static Secret secret(KubernetesApi cluster, ClusterSpec spec, String name) {
        return find(cluster, spec, name)
                .orElseThrow(
                        () -> new CannotProveException(
                                ObjectKey.of(SecretObject.of(spec, name, Map.of()))
                                        + " is not there, which servers are compared with; lictor bootstrap makes it, or says what is in the way"));
    }

    private static Optional<Secret> find(KubernetesApi cluster, ClusterSpec spec, String name) {
        return cluster.find(SecretObject.of(spec, name, Map.of())).map(Secret.class::cast);
    }

    private static <T> T read(Secret secret, Function<Secret, T> reader) {
        try {
            return reader.apply(secret);
        } catch (BrokenKeyMaterialException e) {
            throw new CannotProveException(
                    "%s: %s; restore it from a backup".formatted(ObjectKey.of(secret), e.getMessage()), e);
        }
    }

    /** By which clients elsewhere may know the servers: they need not have the certificates of intermediate CAs. */
    List<X509Certificate> roots() {
        return TlsBundle.uppermost(trusted);
    }

    /** As whom Consul's HTTPS is asked, and by which name its servers are believed. */
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
