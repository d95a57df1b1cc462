package dev.lictor.operations;

import dev.lictor.bootstrap.Peers;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.consul.Answer;
import dev.lictor.consul.RaftServer;
import dev.lictor.consul.RemoteConsul;
import dev.lictor.kube.Cluster;
import dev.lictor.kube.Reach;
import dev.lictor.proof.ClusterKeys;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** Raft as the servers say that it is, the first of those that stay and answer. */
public final class ServerPeers implements Peers, AutoCloseable {
    /** Another server is asked then. To have forgotten a node takes 1.7.2 up to 9 s. */
    private static final Duration ANSWER = Duration.ofSeconds(15);

    private final Reach reach;
    private final RemoteConsul consul;
    private final List<String> servers;
    private final int port;

    private ServerPeers(Reach reach, RemoteConsul consul, List<String> servers, int port) {
        this.reach = reach;
        this.consul = consul;
        this.servers = servers;
        this.port = port;
    }

    /**
     * @param reach is closed with this
     * @param token for Consul's ACLs
     */
    public static ServerPeers of(Cluster cluster, ClusterSpec spec, Reach reach, Vertx vertx, Optional<String> token) {
        var identity = ClusterKeys.read(cluster, spec).identity(spec.serverHostname());
        return new ServerPeers(
                reach,
                new RemoteConsul(vertx, identity, token, ANSWER),
                spec.names().servers(spec.servers()),
                spec.ports().https());
    }

    @Override
    public Answer<Integer> count() {
        return switch (ask(RemoteConsul::raftConfiguration)) {
            case Answer.Seen<List<RaftServer>>(var peers) -> new Answer.Seen<>(peers.size());
            case Answer.Failed<List<RaftServer>>(var why) -> new Answer.Failed<>(why);
        };
    }

    @Override
    public Answer<Boolean> forget(String server) {
        return ask((asked, address) -> asked.forceLeave(address, server));
    }

    private <T> Answer<T> ask(BiFunction<RemoteConsul, InetSocketAddress, Answer<T>> question) {
        var answers = servers.stream().map(server -> answer(server, question)).iterator();
        var answer = answers.next();
        while (answer.seen().isEmpty() && answers.hasNext()) {
            answer = answers.next();
        }
        return answer;
    }

    private <T> Answer<T> answer(String server, BiFunction<RemoteConsul, InetSocketAddress, Answer<T>> question) {
        try {
            return question.apply(consul, reach.address(server, port));
        } catch (IOException e) {
            return RemoteConsul.unreachable(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void close() {
        try (reach) {
            consul.close();
        }
    }
}
