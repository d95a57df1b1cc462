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
    /** Plain, for the test alone. */
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
    private final Map<Integer, Process> processes = new HashMap<>();
    private final Thread hook = new Thread(this::killAll);

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
        Runtime.getRuntime().addShutdownHook(hook);
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
            var log = directory.resolve("consul-%d.log".formatted(host)).toFile();
            processes.put(
                    host,
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                            .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** By SIGKILL, and waits until it is gone. */
    public void kill(int host) {
        var process = processes.remove(host);
        if (process != null) {
            process.destroyForcibly().onExit().join();
        }
    }

    /** By SIGTERM, after which it does not leave. */
    public void stop(int host) {
        var process = processes.remove(host);
        if (process != null) {
            process.destroy();
            process.onExit().join();
        }
    }

    /** By SIGSTOP. */
    public void freeze(int host) {
        signal("STOP", host);
    }

    public void thaw(int host) {
        signal("CONT", host);
    }

    /** Issues a certificate where a host's server and sidecar find it, which the server does not read by itself. */
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

    /** All that look for each other. */
    public List<Integer> hosts() {
        return hosts;
    }

    /** The address by which Raft knows it. */
    public String raftAddress(int host) {
        return network.address(host) + ":" + Ports.SERVER_RPC;
    }

    @Override
    public void close() {
        killAll();
        Runtime.getRuntime().removeShutdownHook(hook);
    }

    private void killAll() {
        List.copyOf(processes.keySet()).forEach(this::kill);
    }

    private void signal(String signal, int host) {
        var process = processes.get(host);
        if (process != null) {
            TestServers.run(List.of("kill", "-" + signal, Long.toString(process.pid())));
        }
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
