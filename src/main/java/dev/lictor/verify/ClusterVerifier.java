package dev.lictor.verify;

import dev.lictor.cluster.ClusterSpec;
import dev.lictor.consul.http.BlockingConsulClient;
import dev.lictor.kubernetes.PodConnector;
import dev.lictor.verify.probe.ForeignCertificate;
import dev.lictor.verify.probe.ServerConnection;
import dev.lictor.verify.probe.ServerFanOut;
import dev.lictor.verify.probe.ServerPortProbe;
import dev.lictor.verify.probe.TlsHandshake;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Runs every check against the running servers, whatever the results of the others. */
public final class ClusterVerifier {
    /** Longer than the 20 s for which Consul holds an answer back without a leader. */
    private static final Duration ANSWER = Duration.ofSeconds(25);

    private static final int ID_BYTES = 8;

    private final ClusterSpec spec;
    private final ClusterKeys keys;
    private final PodConnector connector;
    private final Vertx vertx;
    private final InstantSource clock;
    private final SecureRandom random;

    public ClusterVerifier(
            ClusterSpec spec,
            ClusterKeys keys,
            PodConnector connector,
            Vertx vertx,
            InstantSource clock,
            SecureRandom random) {
        this.spec = spec;
        this.keys = keys;
        this.connector = connector;
        this.vertx = vertx;
        this.clock = clock;
        this.random = random;
    }

    /**
     * Runs all checks in order.
     *
     * @param token the token for Consul's ACLs
     * @param progress receives each result when it is known, and what a check waits for
     */
    public List<CheckResult> run(VerifyDeadlines deadlines, Optional<String> token, Consumer<String> progress)
            throws InterruptedException {
        var hostname = spec.serverHostname();
        var https = spec.ports().https();
        try (var consul = new BlockingConsulClient(vertx, keys.identity(hostname), token, ANSWER)) {
            var servers = new ServerFanOut(
                    spec.names().servers(spec.servers()), new ServerConnection(connector, consul), https);
            var ports = new ServerPortProbe(connector, new TlsHandshake(hostname, keys.roots()), https);
            return new CheckSuite(spec, keys, servers, ports, new RetryingCheck(spec, clock, progress))
                    .run(deadlines, ForeignCertificate.named(hostname, clock.instant(), random), id());
        }
    }

    private String id() {
        var bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
