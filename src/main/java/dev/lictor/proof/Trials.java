package dev.lictor.proof;

import static java.util.Objects.requireNonNull;

import dev.lictor.cluster.ClusterSpec;
import dev.lictor.consul.RemoteConsul;
import dev.lictor.pki.KeyMaterial;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Every claim, tried once in their order. */
final class Trials {
    private final ClusterSpec spec;
    private final ClusterKeys keys;
    private final Servers servers;
    private final ServerPorts ports;
    private final Trial trial;
    private Map<String, Transport> transports = Map.of();

    Trials(ClusterSpec spec, ClusterKeys keys, Servers servers, ServerPorts ports, Trial trial) {
        this.spec = spec;
        this.keys = keys;
        this.servers = servers;
        this.ports = ports;
        this.trial = trial;
    }

    /** @param id of this run, as the keys that it writes are named */
    List<Proof> run(Patience patience, KeyMaterial stranger, String id) throws InterruptedException {
        return List.of(
                trial.of(Claim.CERTIFICATE, patience.reload(), patience.settling(), this::served),
                atOnce(Claim.SERVER_NAME, () -> TransportJudgement.named(transports)),
                atOnce(Claim.PLAINTEXT, () -> TransportJudgement.refused(called(ports::inTheClear), transports)),
                atOnce(
                        Claim.STRANGER,
                        () -> TransportJudgement.refused(called(server -> ports.by(server, stranger)), transports)),
                settled(Claim.ENCRYPTION, patience, this::encrypted),
                settled(Claim.GOSSIP_KEY, patience, this::keyed),
                settled(Claim.LEADER, patience, () -> RaftJudgement.oneLeader(servers.ask(RemoteConsul::leader))),
                settled(Claim.VOTERS, patience, this::voters),
                settled(Claim.KEY_VALUE, patience, () -> new KeyTrial(servers, id).run()));
    }

    private List<Remark> served() throws InterruptedException {
        transports = servers.each(
                server -> ports.transport(server, keys.server(), keys.client().orElse(keys.server())));
        return TransportJudgement.served(transports, keys.server().certificate());
    }

    /** Not again where nobody was found, which only takes as long again. */
    private Map<String, RpcAnswer> called(Function<String, RpcAnswer> call) throws InterruptedException {
        return servers.each(
                server -> requireNonNull(transports.get(server)).asPeer() instanceof RpcAnswer.NotReached none
                        ? none
                        : call.apply(server));
    }

    private List<Remark> encrypted() throws InterruptedException {
        return GossipJudgement.encrypted(servers.ask(RemoteConsul::gossipProtection));
    }

    private List<Remark> keyed() throws InterruptedException {
        return GossipJudgement.keyed(servers.ask(RemoteConsul::keyrings), keys.gossip(), spec.servers());
    }

    private List<Remark> voters() throws InterruptedException {
        return RaftJudgement.voters(servers.ask(RemoteConsul::raftConfiguration), spec.servers());
    }

    /** What no waiting changes. */
    private Proof atOnce(Claim claim, Trial.Look look) throws InterruptedException {
        return trial.of(claim, Duration.ZERO, Duration.ZERO, look);
    }

    private Proof settled(Claim claim, Patience patience, Trial.Look look) throws InterruptedException {
        return trial.of(claim, patience.settling(), patience.settling(), look);
    }
}
