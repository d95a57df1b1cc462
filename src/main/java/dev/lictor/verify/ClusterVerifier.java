package dev.lictor.verify;

import dev.lictor.cluster.ClusterSpec;
import dev.lictor.consul.http.BlockingConsulClient;
import dev.lictor.kubernetes.PodConnector;
import dev.lictor.verify.probe.ForeignCertificate;
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

/** Tries every claim on the running servers, whatever became of the others. */
public final class ClusterVerifier {
    /** Without a leader Consul holds an answer back for 20 s. */
    private static final Duration ANSWER = Duration.ofSeconds(25);

    private static final int ID_BYTES = 8;

    private final ClusterSpec spec;
    private final ClusterKeys keys;
    private final PodConnector reach;
    private final Vertx vertx;
    private final InstantSource clock;
    private final SecureRandom random;

    public ClusterVerifier(
            ClusterSpec spec,
            ClusterKeys keys,
            PodConnector reach,
            Vertx vertx,
            InstantSource clock,
            SecureRandom random) {
        this.spec = spec;
        this.keys = keys;
        this.reach = reach;
        this.vertx = vertx;
        this.clock = clock;
        this.random = random;
    }

    /**
     * All claims, in their order.
     *
     * @param token for Consul's ACLs
     * @param progress is told each proof as it is found, and what is waited for
     */
    public List<CheckResult> run(VerifyDeadlines patience, Optional<String> token, Consumer<String> progress)
            throws InterruptedException {
        var hostname = spec.serverHostname();
        var https = spec.ports().https();
        try (var consul = new BlockingConsulClient(vertx, keys.identity(hostname), token, ANSWER)) {
            var servers = new ServerFanOut(spec.names().servers(spec.servers()), reach, consul, https);
            var ports = new ServerPortProbe(reach, new TlsHandshake(hostname, keys.roots()), https);
            return new CheckSuite(spec, keys, servers, ports, new RetryingCheck(spec, clock, progress))
                    .run(patience, ForeignCertificate.named(hostname, clock.instant(), random), id());
        }
    }

    private String id() {
        var bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
