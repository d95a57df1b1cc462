package dev.lictor.operations;

import dev.lictor.bootstrap.Leaders;
import dev.lictor.bootstrap.Peers;
import dev.lictor.bootstrap.RaftProgress;
import dev.lictor.bootstrap.objects.Labels;
import dev.lictor.bootstrap.objects.ServiceObjects;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.consul.Answer;
import dev.lictor.consul.Failure;
import dev.lictor.consul.Member;
import dev.lictor.consul.RaftServer;
import dev.lictor.consul.RaftState;
import dev.lictor.consul.RemoteConsul;
import dev.lictor.kube.Cluster;
import dev.lictor.kube.ClusterFailure;
import dev.lictor.kube.Reach;
import dev.lictor.proof.ClusterKeys;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Raft as the servers say that it is, the first of those that stay and answer. */
public final class ServerPeers implements Peers, AutoCloseable {
    /** Another server is asked then. To have forgotten a node takes 1.7.2 up to 9 s. */
    private static final Duration ANSWER = Duration.ofSeconds(15);

    private final Cluster cluster;
    private final ClusterSpec spec;
    private final Reach reach;
    private final RemoteConsul consul;
    private final List<String> servers;

    ServerPeers(Cluster cluster, ClusterSpec spec, Reach reach, RemoteConsul consul) {
        this.cluster = cluster;
        this.spec = spec;
        this.reach = reach;
        this.consul = consul;
        this.servers = spec.names().servers(spec.servers());
    }

    /**
     * @param reach is closed with this
     * @param token for Consul's ACLs
     */
    public static ServerPeers of(Cluster cluster, ClusterSpec spec, Reach reach, Vertx vertx, Optional<String> token) {
        var identity = ClusterKeys.read(cluster, spec).identity(spec.serverHostname());
        return new ServerPeers(cluster, spec, reach, new RemoteConsul(vertx, identity, token, ANSWER));
    }

    @Override
    public Answer<Integer> count() {
        return switch (ask(RemoteConsul::raftConfiguration)) {
            case Answer.Seen<List<RaftServer>>(var peers) -> new Answer.Seen<>(peers.size());
            case Answer.Failed<List<RaftServer>>(var why) -> new Answer.Failed<>(why);
        };
    }

    @Override
    public Answer<Integer> highestCount(List<String> asked) {
        Answer<Integer> highest = Answer.failed(Failure.Cause.REFUSED, "no server is ready to be asked");
        for (var server : asked) {
            var known = answer(server, RemoteConsul::peers);
            highest = switch (known) {
                case Answer.Failed<List<String>>(var why) ->
                    highest.seen().isPresent() ? highest : new Answer.Failed<>(why);
                case Answer.Seen<List<String>>(var peers) ->
                    new Answer.Seen<>(Math.max(peers.size(), highest.seen().orElse(0)));
            };
        }
        return highest;
    }

    /** Each says its leader's address, of which Kubernetes knows the server: by its Service or its pod, whichever it advertises. */
    @Override
    public Leaders leaders(List<String> asked) {
        var names = new HashMap<String, Answer<String>>();
        var known = new TreeMap<String, Answer<String>>();
        for (var server : asked) {
            known.put(
                    server,
                    switch (answer(server, RemoteConsul::leader)) {
                        case Answer.Failed<String> failed -> failed;
                        case Answer.Seen<String>(var address) -> names.computeIfAbsent(address, this::serverAt);
                    });
        }
        return new Leaders(known);
    }

    private Answer<String> serverAt(String address) {
        return address.isEmpty()
                ? new Answer.Seen<>(Leaders.NONE)
                : servers.stream()
                        .filter(server -> Stream.of(podAddress(server), serviceAddress(server))
                                .flatMap(Optional::stream)
                                .anyMatch(ip -> address.startsWith(ip + ":") || address.startsWith("[" + ip + "]:")))
                        .findFirst()
                        .<Answer<String>>map(Answer.Seen::new)
                        .orElseGet(() -> Answer.failed(
                                Failure.Cause.STATUS,
                                address + " is the leader's address, and none of these servers'"));
    }

    private Optional<String> podAddress(String server) {
        return pod(server).flatMap(pod -> Optional.ofNullable(pod.getStatus().getPodIP()));
    }

    /** Whoever may not see it has servers that advertise their pods' addresses. */
    private Optional<String> serviceAddress(String server) {
        try {
            return cluster.find(ServiceObjects.named(spec, server))
                    .map(Service.class::cast)
                    .map(service -> service.getSpec().getClusterIP());
        } catch (ClusterFailure e) {
            if (e.reason() == ClusterFailure.Reason.FORBIDDEN) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private Optional<Pod> pod(String server) {
        return cluster.pods(spec.names().namespace(), Labels.selector(spec)).stream()
                .filter(pod -> server.equals(pod.getMetadata().getName()))
                .findFirst();
    }

    /** One of an earlier revision may listen on another port than is asked for. */
    private int port(String server) {
        return pod(server)
                .flatMap(pod -> pod.getSpec().getContainers().stream()
                        .flatMap(container -> container.getPorts().stream())
                        .filter(port -> "https".equals(port.getName()))
                        .findFirst())
                .map(ContainerPort::getContainerPort)
                .orElse(spec.ports().https());
    }

    /** How far the server is that has most of Raft's log, of those that tell; a token without {@code agent:read} is told nothing. */
    public Optional<RaftProgress> progress() {
        return servers.stream()
                .map(server -> answer(server, RemoteConsul::agent).seen())
                .flatMap(Optional::stream)
                .flatMap(agent -> agent.raft().stream())
                .max(Comparator.comparingLong(RaftState::appliedIndex))
                .map(raft -> new RaftProgress(
                        raft.appliedIndex(),
                        raft.configuration().stream()
                                .map(RaftServer::id)
                                .collect(Collectors.toCollection(TreeSet::new))));
    }

    /** A name that gossip has forgotten no longer leads to a peer, which Raft may have kept: then its id does. */
    @Override
    public Answer<Boolean> forget(String server) {
        return switch (gone(server)) {
            case Answer.Seen<Optional<RaftServer>>(var peer)
            when peer.isPresent() ->
                ask((asked, address) -> asked.removePeer(address, peer.get().id()));
            case Answer.Seen<Optional<RaftServer>> _ -> forceLeave(server);
            case Answer.Failed<Optional<RaftServer>>(var why) -> forceLeaveAlone(server, why);
        };
    }

    private Answer<Boolean> forceLeave(String server) {
        return ask((asked, address) -> asked.forceLeave(address, server));
    }

    private Answer<Boolean> forceLeaveAlone(String server, Failure why) {
        return switch (forceLeave(server)) {
            case Answer.Seen<Boolean> done -> done;
            case Answer.Failed<Boolean>(var left) ->
                Answer.failed(
                        left.cause(),
                        "%s; and whether a peer is left that gossip does not know could not be told: %s"
                                .formatted(left.words(), why.words()));
        };
    }

    private Answer<Optional<RaftServer>> gone(String server) {
        return switch (ask(RemoteConsul::raftConfiguration)) {
            case Answer.Failed<List<RaftServer>>(var why) -> new Answer.Failed<>(why);
            case Answer.Seen<List<RaftServer>>(var peers) -> {
                var views = new LinkedHashMap<String, Answer<List<Member>>>();
                before(server).forEach(staying -> views.put(staying, answer(staying, RemoteConsul::members)));
                yield PeersWithoutMember.first(peers, views);
            }
        };
    }

    /** Those of lower ordinals, for the highest leaves first. */
    private List<String> before(String server) {
        return IntStream.iterate(0, ordinal -> ordinal + 1)
                .mapToObj(spec.names()::server)
                .takeWhile(name -> !name.equals(server))
                .toList();
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
            return question.apply(consul, reach.address(server, port(server)));
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
