package dev.lictor.pki;

import dev.lictor.cluster.ClusterSpec;
import dev.lictor.cluster.KeyType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a leaf certificate is for.
 *
 * @param dnsNames and {@code addresses} make its subject alternative names
 * @param indispensable those of them without which it is no use
 */
public record LeafProfile(
        String commonName, List<String> dnsNames, List<String> addresses, List<String> indispensable, KeyType keyType) {
    /** By which the sidecar asks its own server. */
    private static final String LOOPBACK = "127.0.0.1";

    public LeafProfile {
        dnsNames = List.copyOf(dnsNames);
        addresses = List.copyOf(addresses);
        indispensable = List.copyOf(indispensable);
    }

    /**
     * One certificate for all servers: {@code verify_server_hostname} demands the same name of each, the sidecar and the kubelet call
     * their own server on its loopback address, and clients call a Service or one server behind it.
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

    /** For callers of HTTPS where servers demand a certificate. */
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
