package dev.lictor.proof;

import dev.lictor.cluster.ClusterSpec;
import dev.lictor.consul.RemoteConsul;
import dev.lictor.kube.Reach;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Tries every claim on the running servers, whatever became of the others. */
public final class Proofs {
    /** Without a leader Consul holds an answer back for 20 s. */
    private static final Duration ANSWER = Duration.ofSeconds(25);

    private static final int ID_BYTES = 8;

    private final ClusterSpec spec;
    private final ClusterKeys keys;
    private final Reach reach;
    private final Vertx vertx;
    private final InstantSource clock;
    private final SecureRandom random;

    public Proofs(
            ClusterSpec spec, ClusterKeys keys, Reach reach, Vertx vertx, InstantSource clock, SecureRandom random) {
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
    public List<Proof> run(Patience patience, Optional<String> token, Consumer<String> progress)
            throws InterruptedException {
        var hostname = spec.serverHostname();
        var https = spec.ports().https();
        try (var consul = new RemoteConsul(vertx, keys.identity(hostname), token, ANSWER)) {
            var servers = new Servers(spec.names().servers(spec.servers()), reach, consul, https);
            var ports = new ServerPorts(reach, new Greeting(hostname, keys.roots()), https);
            return new Trials(spec, keys, servers, ports, new Trial(spec, clock, progress))
                    .run(patience, Stranger.named(hostname, clock.instant(), random), id());
        }
    }

    private String id() {
        var bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
