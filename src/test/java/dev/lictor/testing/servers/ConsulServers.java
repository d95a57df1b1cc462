package dev.lictor.testing.servers;

import dev.lictor.cluster.ClusterSpec;
import dev.lictor.cluster.ConsulConfiguration;
import dev.lictor.cluster.network.Ports;
import dev.lictor.kubernetes.PodConnector;
import dev.lictor.manifests.SecretObject;
import dev.lictor.pki.CaProfile;
import dev.lictor.pki.CertificateAndKey;
import dev.lictor.pki.CertificateIssuer;
import dev.lictor.pki.GossipKey;
import dev.lictor.pki.LeafProfile;
import dev.lictor.pki.Pem;
import dev.lictor.testing.Specs;
import dev.lictor.verify.ClusterKeys;
import io.fabric8.kubernetes.api.model.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Real Consul servers on 127.0.0.1, each on ports of its own, with TLS, gossip encryption and the configuration that Lictor writes.
 * They end with this object and with the JVM.
 */
public final class ConsulServers implements AutoCloseable {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String ADDRESS = "127.0.0.1";

    /** The ports and folders of a server. */
    private record Place(String node, Path directory, int rpc, int serf, int https) {}

    private final Path program;
    private final Path tls;
    private final Map<String, Object> more;
    private final ClusterSpec spec;
    private final GossipKey gossip = GossipKey.generate(RANDOM);
    private final CertificateIssuer ca;
    private final List<Place> places;
    private final Map<Integer, List<String>> joins = new HashMap<>();
    private final ServerProcesses processes = new ServerProcesses();
    private CertificateAndKey leaf;

    /**
     * @param directory for data, configuration, certificates and logs
     * @param servers the number of servers; none is started
     * @param settings of Lictor, such as {@code lictor.raft-multiplier}
     * @param more keys of Consul's configuration, which override the others
     */
    public ConsulServers(
            RealConsul consul, Path directory, int servers, Map<String, String> settings, Map<String, Object> more) {
        this.program = consul.path();
        this.tls = directory.resolve("tls");
        this.more = more;
        var given = new HashMap<>(settings);
        given.put("lictor.servers", Integer.toString(servers));
        given.put("lictor.consul-version", consul.version());
        this.spec = Specs.with(given);
        var ports = FreePorts.several(3 * servers);
        this.places = IntStream.range(0, servers)
                .mapToObj(n -> new Place(
                        "consul-" + n,
                        directory.resolve("server-" + n),
                        ports.get(3 * n),
                        ports.get(3 * n + 1),
                        ports.get(3 * n + 2)))
                .toList();
        this.ca = CertificateIssuer.create(CaProfile.of(spec), Instant.now(), RANDOM);
        this.leaf = renew();
    }

    /** The addresses in retry_join of a server; by default those of all its peers. */
    public void joins(int server, List<String> addresses) {
        joins.put(server, addresses);
    }

    /** Writes a new certificate of the same CA, as after a renewal of the Secret. */
    public CertificateAndKey renew() {
        return mount(Pem.certificate(ca.certificate()), ca);
    }

    /** Writes an expired certificate of the same CA. */
    public CertificateAndKey expire() {
        present(ca.issue(
                LeafProfile.ofServers(spec), Duration.ofDays(1), Instant.now().minus(Duration.ofDays(2))));
        return leaf;
    }

    public CertificateIssuer ca() {
        return ca;
    }

    /**
     * Puts another CA bundle and a new certificate where all servers read them.
     *
     * @param issuer of the certificate
     */
    public CertificateAndKey mount(String bundle, CertificateIssuer issuer) {
        write(
                bundle,
                issuer.issue(LeafProfile.ofServers(spec), spec.certificates().server(), Instant.now()));
        return leaf;
    }

    /** Writes the entries of a Secret to the folder that all servers read. */
    public void mount(Secret secret) {
        try {
            for (var key : List.of(
                    ConsulConfiguration.CA_FILE, ConsulConfiguration.KEY_FILE, ConsulConfiguration.CERTIFICATE_FILE)) {
                Files.write(tls.resolve(key), SecretObject.bytes(secret, key).orElseThrow());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void startAll() {
        IntStream.range(0, places.size()).forEach(this::start);
    }

    public void start(int server) {
        var place = places.get(server);
        try {
            writeConfiguration(place);
            processes.start(
                    server,
                    List.of(
                            program.toString(),
                            "agent",
                            "-config-file=" + place.directory().resolve("shared.json"),
                            "-config-file=" + place.directory().resolve("own.json")),
                    place.directory().resolve("log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends a server by SIGKILL, and waits until the process has ended. */
    public void kill(int server) {
        processes.kill(server);
    }

    /** Ends a server by SIGTERM, as the kubelet does, and waits until the process has ended. */
    public void terminate(int server) {
        processes.terminate(server);
    }

    /** Ends all servers and deletes their data. */
    public void loseAll() {
        processes.killAll();
        places.forEach(place -> delete(place.directory().resolve("data")));
    }

    /** Deletes what a server that is down knows of gossip members. */
    public void forgetGossip(int server) {
        delete(places.get(server).directory().resolve("data").resolve("serf"));
    }

    private static void delete(Path folder) {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI url(int server) {
        return URI.create("https://%s:%d".formatted(ADDRESS, places.get(server).https()));
    }

    /** The address by which Raft knows it. */
    public String raftAddress(int server) {
        return ADDRESS + ":" + places.get(server).rpc();
    }

    /** The address by which gossip knows it. */
    public String gossipAddress(int server) {
        return ADDRESS + ":" + places.get(server).serf();
    }

    public int rpcPort(int server) {
        return places.get(server).rpc();
    }

    /** Of {@code ca.crt}, {@code consul.crt} and {@code consul-key.key}. */
    public Path tlsDirectory() {
        return tls;
    }

    /** The key material that its Secrets would hold. */
    public ClusterKeys keys() {
        return new ClusterKeys(List.of(ca.certificate()), leaf, gossip, Optional.of(leaf));
    }

    /** By the CA that they trust. */
    public CertificateAndKey issue(LeafProfile profile) {
        return ca.issue(profile, spec.certificates().server(), Instant.now());
    }

    /** Writes this certificate for all servers. Running servers do not reload it by themselves. */
    public void present(CertificateAndKey certificate) {
        write(Pem.certificate(ca.certificate()), certificate);
    }

    private void write(String bundle, CertificateAndKey certificate) {
        this.leaf = certificate;
        try {
            Files.createDirectories(tls);
            Files.writeString(tls.resolve(ConsulConfiguration.CA_FILE), bundle);
            Files.writeString(
                    tls.resolve(ConsulConfiguration.CERTIFICATE_FILE), Pem.certificate(certificate.certificate()));
            Files.writeString(tls.resolve(ConsulConfiguration.KEY_FILE), Pem.key(certificate.key()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The environment of a sidecar beside it. */
    public Map<String, String> sidecarSettings(int server) {
        return Map.of(
                "LICTOR_SIDECAR_CONSUL_URL",
                url(server).toString(),
                "LICTOR_SIDECAR_TLS_DIRECTORY",
                tls.toString(),
                "LICTOR_SIDECAR_PEERS",
                IntStream.range(0, places.size()).mapToObj(this::gossipAddress).collect(Collectors.joining(",")));
    }

    /** The log of a server so far. */
    public String log(int server) {
        try {
            return Files.readString(places.get(server).directory().resolve("log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public ClusterSpec spec() {
        return spec;
    }

    /** From the ports that the specification gives every server to those that each has here. */
    public PodConnector reach() {
        return new PodConnector() {
            @Override
            public InetSocketAddress address(String server, int port) throws IOException {
                var place = places.stream()
                        .filter(each -> each.node().equals(server))
                        .findFirst()
                        .orElseThrow(() -> new IOException("no " + server));
                return new InetSocketAddress(
                        InetAddress.ofLiteral(ADDRESS), port == Ports.SERVER_RPC ? place.rpc() : place.https());
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void close() {
        processes.close();
    }

    private void writeConfiguration(Place place) throws IOException {
        Files.createDirectories(place.directory());
        var peers = joins.getOrDefault(
                places.indexOf(place),
                places.stream()
                        .filter(other -> !other.equals(place))
                        .map(other -> ADDRESS + ":" + other.serf())
                        .toList());
        var own = new HashMap<>(more);
        var encrypt = Optional.ofNullable(own.remove("encrypt")).map(Object::toString);
        own.put("bind_addr", ADDRESS);
        own.put("client_addr", ADDRESS);
        own.put(
                "ports",
                Map.of(
                        "server", place.rpc(),
                        "serf_lan", place.serf(),
                        "https", place.https(),
                        "http", Ports.OFF,
                        "dns", Ports.OFF));
        Files.writeString(
                place.directory().resolve("shared.json"),
                ConsulConfiguration.shared(
                        spec, place.directory().resolve("data").toString(), tls.toString()));
        Files.writeString(
                place.directory().resolve("own.json"),
                ConsulConfiguration.own(place.node(), ADDRESS, peers, encrypt.orElse(gossip.base64()), own));
    }
}
