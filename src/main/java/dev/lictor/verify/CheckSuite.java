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

/** Runs every check once, in order. */
final class CheckSuite {
    private final ClusterSpec spec;
    private final ClusterKeys keys;
    private final ServerFanOut servers;
    private final ServerPortProbe ports;
    private final RetryingCheck retrying;
    private Map<String, TransportProbe> transports = Map.of();

    CheckSuite(
            ClusterSpec spec, ClusterKeys keys, ServerFanOut servers, ServerPortProbe ports, RetryingCheck retrying) {
        this.spec = spec;
        this.keys = keys;
        this.servers = servers;
        this.ports = ports;
        this.retrying = retrying;
    }

    /** @param id names the keys that this run writes */
    List<CheckResult> run(VerifyDeadlines deadlines, CertificateAndKey foreign, String id) throws InterruptedException {
        return List.of(
                retrying.of(Check.CERTIFICATE, deadlines.reload(), deadlines.settling(), this::served),
                atOnce(Check.SERVER_NAME, () -> TransportEvaluation.named(transports)),
                atOnce(Check.PLAINTEXT, () -> TransportEvaluation.refused(called(ports::inTheClear), transports)),
                atOnce(
                        Check.FOREIGN_CERTIFICATE,
                        () -> TransportEvaluation.refused(called(server -> ports.by(server, foreign)), transports)),
                settled(Check.ENCRYPTION, deadlines, this::gossipEncrypted),
                settled(Check.GOSSIP_KEY, deadlines, this::gossipKey),
                settled(
                        Check.LEADER,
                        deadlines,
                        () -> RaftEvaluation.oneLeader(servers.ask(BlockingConsulClient::leader))),
                settled(Check.VOTERS, deadlines, this::voters),
                settled(Check.KEY_VALUE, deadlines, () -> new KvRoundTrip(servers, id).run()));
    }

    private List<Evidence> served() throws InterruptedException {
        transports = servers.each(
                server -> ports.transport(server, keys.server(), keys.client().orElse(keys.server())));
        return TransportEvaluation.served(transports, keys.server().certificate());
    }

    /** Skips servers that could not be reached before: another attempt would wait as long again. */
    private Map<String, RpcPingResult> called(Function<String, RpcPingResult> call) throws InterruptedException {
        return servers.each(
                server -> requireNonNull(transports.get(server)).asPeer() instanceof RpcPingResult.NotReached none
                        ? none
                        : call.apply(server));
    }

    private List<Evidence> gossipEncrypted() throws InterruptedException {
        return GossipEvaluation.encrypted(servers.ask(BlockingConsulClient::gossipProtection));
    }

    private List<Evidence> gossipKey() throws InterruptedException {
        return GossipEvaluation.gossipKey(servers.ask(BlockingConsulClient::keyrings), keys.gossip(), spec.servers());
    }

    private List<Evidence> voters() throws InterruptedException {
        return RaftEvaluation.voters(servers.ask(BlockingConsulClient::raftConfiguration), spec.servers());
    }

    /** A check whose result does not change with time. */
    private CheckResult atOnce(Check check, RetryingCheck.Look look) throws InterruptedException {
        return retrying.of(check, Duration.ZERO, Duration.ZERO, look);
    }

    private CheckResult settled(Check check, VerifyDeadlines deadlines, RetryingCheck.Look look)
            throws InterruptedException {
        return retrying.of(check, deadlines.settling(), deadlines.settling(), look);
    }
}
