package dev.lictor.verify;

import static java.util.Objects.requireNonNull;

import dev.lictor.cluster.ClusterSpec;
import dev.lictor.consul.http.BlockingConsulClient;
import dev.lictor.pki.CertificateAndKey;
import dev.lictor.verify.probe.KvRoundTrip;
import dev.lictor.verify.probe.RpcPingResult;
import dev.lictor.verify.probe.ServerFanOut;
import dev.lictor.verify.probe.ServerPortProbe;
import dev.lictor.verify.probe.TransportProbe;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Every claim, tried once in their order. */
final class CheckSuite {
    private final ClusterSpec spec;
    private final ClusterKeys keys;
    private final ServerFanOut servers;
    private final ServerPortProbe ports;
    private final RetryingCheck trial;
    private Map<String, TransportProbe> transports = Map.of();

    CheckSuite(ClusterSpec spec, ClusterKeys keys, ServerFanOut servers, ServerPortProbe ports, RetryingCheck trial) {
        this.spec = spec;
        this.keys = keys;
        this.servers = servers;
        this.ports = ports;
        this.trial = trial;
    }

    /** @param id of this run, as the keys that it writes are named */
    List<CheckResult> run(VerifyDeadlines patience, CertificateAndKey stranger, String id) throws InterruptedException {
        return List.of(
                trial.of(Check.CERTIFICATE, patience.reload(), patience.settling(), this::served),
                atOnce(Check.SERVER_NAME, () -> TransportEvaluation.named(transports)),
                atOnce(Check.PLAINTEXT, () -> TransportEvaluation.refused(called(ports::inTheClear), transports)),
                atOnce(
                        Check.STRANGER,
                        () -> TransportEvaluation.refused(called(server -> ports.by(server, stranger)), transports)),
                settled(Check.ENCRYPTION, patience, this::encrypted),
                settled(Check.GOSSIP_KEY, patience, this::keyed),
                settled(
                        Check.LEADER,
                        patience,
                        () -> RaftEvaluation.oneLeader(servers.ask(BlockingConsulClient::leader))),
                settled(Check.VOTERS, patience, this::voters),
                settled(Check.KEY_VALUE, patience, () -> new KvRoundTrip(servers, id).run()));
    }

    private List<Evidence> served() throws InterruptedException {
        transports = servers.each(
                server -> ports.transport(server, keys.server(), keys.client().orElse(keys.server())));
        return TransportEvaluation.served(transports, keys.server().certificate());
    }

    /** Not again where nobody was found, which only takes as long again. */
    private Map<String, RpcPingResult> called(Function<String, RpcPingResult> call) throws InterruptedException {
        return servers.each(
                server -> requireNonNull(transports.get(server)).asPeer() instanceof RpcPingResult.NotReached none
                        ? none
                        : call.apply(server));
    }

    private List<Evidence> encrypted() throws InterruptedException {
        return GossipEvaluation.encrypted(servers.ask(BlockingConsulClient::gossipProtection));
    }

    private List<Evidence> keyed() throws InterruptedException {
        return GossipEvaluation.keyed(servers.ask(BlockingConsulClient::keyrings), keys.gossip(), spec.servers());
    }

    private List<Evidence> voters() throws InterruptedException {
        return RaftEvaluation.voters(servers.ask(BlockingConsulClient::raftConfiguration), spec.servers());
    }

    /** What no waiting changes. */
    private CheckResult atOnce(Check claim, RetryingCheck.Look look) throws InterruptedException {
        return trial.of(claim, Duration.ZERO, Duration.ZERO, look);
    }

    private CheckResult settled(Check claim, VerifyDeadlines patience, RetryingCheck.Look look)
            throws InterruptedException {
        return trial.of(claim, patience.settling(), patience.settling(), look);
    }
}
