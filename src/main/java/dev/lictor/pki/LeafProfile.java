package dev.lictor.pki;

import dev.lictor.cluster.ClusterSpec;
import dev.lictor.cluster.KeyType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The properties of a server's or client's certificate.
 *
 * @param commonName the common name of its subject
 * @param dnsNames its DNS names, as subject alternative names (RFC 5280, 4.2.1.6)
 * @param addresses its IP addresses, as subject alternative names
 * @param indispensable the names and addresses without which the certificate does not work
 * @param keyType the kind of its key
 */
public record LeafProfile(
        String commonName, List<String> dnsNames, List<String> addresses, List<String> indispensable, KeyType keyType) {
    /** The address at which the sidecar connects to its own server. */
    private static final String LOOPBACK = "127.0.0.1";

    public LeafProfile {
        dnsNames = List.copyOf(dnsNames);
        addresses = List.copyOf(addresses);
        indispensable = List.copyOf(indispensable);
    }

    /**
     * One certificate for all servers. {@code verify_server_hostname} requires the same name on each; the sidecar and the kubelet connect to their
     * own server on its loopback address; clients connect to a Service or to one server behind it.
     */
    public static LeafProfile ofServers(ClusterSpec spec) {
        var names = new ArrayList<>(List.of(spec.serverHostname(), "*." + spec.serverHostname(), "localhost"));
        Stream.of(spec.names().clientService(), spec.names().joinService())
                .flatMap(service -> serviceNames(service, spec))
                .flatMap(name -> Stream.of(name, "*." + name))
                .forEach(names::add);
        return new LeafProfile(
                spec.serverHostname(),
                names,
                List.of(LOOPBACK, "::1"),
                List.of(spec.serverHostname(), LOOPBACK),
                spec.certificates().keyType());
    }

    /** The certificate of HTTPS clients, for servers that require one. */
    public static LeafProfile ofClients(ClusterSpec spec) {
        var name = "client.%s.%s".formatted(spec.datacenter(), spec.domain());
        return new LeafProfile(
                name, List.of(name), List.of(), List.of(), spec.certificates().keyType());
    }

    private static Stream<String> serviceNames(String service, ClusterSpec spec) {
        var namespaced = service + "." + spec.names().namespace();
        return Stream.of(service, namespaced, namespaced + ".svc", namespaced + ".svc." + spec.clusterDomain());
    }
}
