package dev.lictor.local;

import dev.lictor.cluster.ClusterSpec;
import dev.lictor.cluster.ConsulConfiguration;
import dev.lictor.cluster.network.Ports;
import dev.lictor.pki.GossipKey;
import java.util.List;
import java.util.Map;

/** Consul's configuration files for servers that share a machine, where each needs its own ports and folders. */
final class ConfigurationFiles {
    private ConfigurationFiles() {}

    /** Writes a server's two configuration files. The second one has the ports and the gossip key, and overrides the first. */
    static void write(ClusterSpec spec, LocalServer server, List<LocalServer> all, GossipKey gossip) {
        var peers = all.stream()
                .filter(other -> !other.equals(server))
                .map(other -> Loopback.ADDRESS + ":" + other.ports().serf())
                .toList();
        var ports = Map.of(
                "server", server.ports().rpc(),
                "serf_lan", server.ports().serf(),
                "https", server.ports().https(),
                "http", Ports.OFF,
                "dns", Ports.OFF);
        PrivateFile.write(
                server.sharedConfiguration(),
                ConsulConfiguration.shared(
                        spec, server.data().toString(), server.tls().toString()));
        PrivateFile.write(
                server.ownConfiguration(),
                ConsulConfiguration.own(
                        server.node(),
                        Loopback.ADDRESS,
                        peers,
                        gossip.base64(),
                        Map.of("bind_addr", Loopback.ADDRESS, "client_addr", Loopback.ADDRESS, "ports", ports)));
    }
}
