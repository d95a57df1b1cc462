package dev.lictor.testing.servers;

import dev.lictor.cluster.ClusterSpec;
import dev.lictor.cluster.ConsulConfiguration;
import dev.lictor.cluster.network.Ports;
import dev.lictor.pki.CaProfile;
import dev.lictor.pki.CertificateIssuer;
import dev.lictor.pki.GossipKey;
import dev.lictor.pki.LeafProfile;
import dev.lictor.pki.Pem;
import dev.lictor.testing.Specs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Real Consul servers, each on a host of its own with the ports that Lictor gives it, with TLS and gossip encryption. None outlives this
 * object, nor the JVM.
 */
public final class ServersOnHosts implements AutoCloseable {
    /** Plain HTTP, for the test only. */
    public static final int HTTP = 8500;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path program;
    private final Path directory;
    private final Network network;
    private final List<Integer> hosts;
    private final Map<String, Object> more;
    private final ClusterSpec spec;
    private final CertificateIssuer ca;
    private final GossipKey gossip = GossipKey.generate(RANDOM);
    private final ServerProcesses processes = new ServerProcesses();

    /**
     * @param servers that bootstrap the cluster together
     * @param hosts that look for each other
     * @param more keys of Consul's configuration
     */
    public ServersOnHosts(
            RealConsul consul,
            Path directory,
            Network network,
            int servers,
            List<Integer> hosts,
            Map<String, Object> more) {
        this.program = consul.path();
        this.directory = directory;
        this.network = network;
        this.hosts = hosts;
        this.more = more;
        this.spec = Specs.with(
                Map.of("lictor.consul-version", consul.version(), "lictor.servers", Integer.toString(servers)));
        this.ca = CertificateIssuer.create(CaProfile.of(spec), Instant.now(), RANDOM);
        hosts.forEach(host -> mount(host, Instant.now(), Duration.ofDays(30)));
    }

    public void start(int host) {
        try {
            var own = directory.resolve("own-%d.json".formatted(host));
            var shared = directory.resolve("shared-%d.json".formatted(host));
            Files.writeString(
                    shared,
                    ConsulConfiguration.shared(
                            spec,
                            dataDirectory(host).toString(),
                            tlsDirectory(host).toString()));
            Files.writeString(own, own(host));
            var command = network.on(
                    host, List.of(program.toString(), "agent", "-config-file=" + shared, "-config-file=" + own));
            var log = directory.resolve("consul-%d.log".formatted(host));
            processes.start(host, command, log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends a server by SIGKILL, and waits until the process has ended. */
    public void kill(int host) {
        processes.kill(host);
    }

    /** Ends a server by SIGTERM, after which it does not leave the cluster. */
    public void stop(int host) {
        processes.terminate(host);
    }

    /** Stops the process of a server by SIGSTOP. */
    public void freeze(int host) {
        processes.signal("STOP", host);
    }

    public void thaw(int host) {
        processes.signal("CONT", host);
    }

    /** Issues a certificate into the folder of a host's server and sidecar. The server does not reload it by itself. */
    public void mount(int host, Instant issued, Duration validity) {
        var leaf = ca.issue(LeafProfile.ofServers(spec), validity, issued);
        try {
            var tls = Files.createDirectories(tlsDirectory(host));
            Files.writeString(tls.resolve(ConsulConfiguration.CA_FILE), Pem.certificate(ca.certificate()));
            Files.writeString(tls.resolve(ConsulConfiguration.CERTIFICATE_FILE), Pem.certificate(leaf.certificate()));
            Files.writeString(tls.resolve(ConsulConfiguration.KEY_FILE), Pem.key(leaf.key()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path tlsDirectory(int host) {
        return directory.resolve("tls-" + host);
    }

    public Path dataDirectory(int host) {
        return directory.resolve("data-" + host);
    }

    /** The addresses in retry_join. */
    public List<Integer> hosts() {
        return hosts;
    }

    /** The address by which Raft knows it. */
    public String raftAddress(int host) {
        return network.address(host) + ":" + Ports.SERVER_RPC;
    }

    @Override
    public void close() {
        processes.close();
    }

    private String own(int host) {
        var peers = hosts.stream()
                .filter(other -> other != host)
                .map(network::address)
                .toList();
        var own = new HashMap<>(more);
        own.put(
                "ports",
                Map.of(
                        "server", Ports.SERVER_RPC,
                        "serf_lan", Ports.SERF_LAN,
                        "https", spec.ports().https(),
                        "http", HTTP,
                        "dns", Ports.OFF));
        return ConsulConfiguration.own("consul-" + host, network.address(host), peers, gossip.base64(), own);
    }
}
