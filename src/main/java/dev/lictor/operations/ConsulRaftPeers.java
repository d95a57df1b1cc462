package dev.lictor.operations;

import dev.lictor.bootstrap.RaftPeers;
import dev.lictor.bootstrap.RaftProgress;
import dev.lictor.bootstrap.rollout.KnownLeaders;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.consul.ConsulError;
import dev.lictor.consul.ConsulResult;
import dev.lictor.consul.Member;
import dev.lictor.consul.RaftServer;
import dev.lictor.consul.RaftState;
import dev.lictor.consul.http.BlockingConsulClient;
import dev.lictor.kubernetes.KubernetesApi;
import dev.lictor.kubernetes.KubernetesApiException;
import dev.lictor.kubernetes.PodConnector;
import dev.lictor.manifests.Labels;
import dev.lictor.manifests.ServiceObjects;
import dev.lictor.verify.ClusterKeys;
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
public final class ConsulRaftPeers implements RaftPeers, AutoCloseable {
    /** Another server is asked then. To have forgotten a node takes 1.7.2 up to 9 s. */
    private static final Duration ANSWER = Duration.ofSeconds(15);

    private final KubernetesApi cluster;
    private final ClusterSpec spec;
    private final PodConnector reach;
    private final BlockingConsulClient consul;
    private final List<String> servers;

    public ConsulRaftPeers(KubernetesApi cluster, ClusterSpec spec, PodConnector reach, BlockingConsulClient consul) {
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
    public static ConsulRaftPeers of(
            KubernetesApi cluster, ClusterSpec spec, PodConnector reach, Vertx vertx, Optional<String> token) {
        var identity = ClusterKeys.read(cluster, spec).identity(spec.serverHostname());
        return new ConsulRaftPeers(cluster, spec, reach, new BlockingConsulClient(vertx, identity, token, ANSWER));
    }

    @Override
    public ConsulResult<Integer> count() {
        return switch (ask(BlockingConsulClient::raftConfiguration)) {
            case ConsulResult.Seen<List<RaftServer>>(var peers) -> new ConsulResult.Seen<>(peers.size());
            case ConsulResult.Failed<List<RaftServer>>(var why) -> new ConsulResult.Failed<>(why);
        };
    }

    @Override
    public ConsulResult<Integer> highestCount(List<String> asked) {
        ConsulResult<Integer> highest =
                ConsulResult.failed(ConsulError.Cause.REFUSED, "no server is ready to be asked");
        for (var server : asked) {
            var known = answer(server, BlockingConsulClient::peers);
            highest = switch (known) {
                case ConsulResult.Failed<List<String>>(var why) ->
                    highest.seen().isPresent() ? highest : new ConsulResult.Failed<>(why);
                case ConsulResult.Seen<List<String>>(var peers) ->
                    new ConsulResult.Seen<>(
                            Math.max(peers.size(), highest.seen().orElse(0)));
            };
        }
        return highest;
    }

    /** Each says its leader's address, of which Kubernetes knows the server: by its Service or its pod, whichever it advertises. */
    @Override
    public KnownLeaders leaders(List<String> asked) {
        var names = new HashMap<String, ConsulResult<String>>();
        var known = new TreeMap<String, ConsulResult<String>>();
        for (var server : asked) {
            known.put(
                    server,
                    switch (answer(server, BlockingConsulClient::leader)) {
                        case ConsulResult.Failed<String> failed -> failed;
                        case ConsulResult.Seen<String>(var address) -> names.computeIfAbsent(address, this::serverAt);
                    });
        }
        return new KnownLeaders(known);
    }

    private ConsulResult<String> serverAt(String address) {
        return address.isEmpty()
                ? new ConsulResult.Seen<>(KnownLeaders.NONE)
                : servers.stream()
                        .filter(server -> Stream.of(podAddress(server), serviceAddress(server))
                                .flatMap(Optional::stream)
                                .anyMatch(ip -> address.startsWith(ip + ":") || address.startsWith("[" + ip + "]:")))
                        .findFirst()
                        .<ConsulResult<String>>map(ConsulResult.Seen::new)
                        .orElseGet(() -> ConsulResult.failed(
                                ConsulError.Cause.STATUS,
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
        } catch (KubernetesApiException e) {
            if (e.reason() == KubernetesApiException.Reason.FORBIDDEN) {
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
    @Override
    public Optional<RaftProgress> progress() {
        return servers.stream()
                .map(server -> answer(server, BlockingConsulClient::agent).seen())
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
    public ConsulResult<Boolean> forget(String server) {
        return switch (gone(server)) {
            case ConsulResult.Seen<Optional<RaftServer>>(var peer)
            when peer.isPresent() ->
                ask((asked, address) -> asked.removePeer(address, peer.get().id()));
            case ConsulResult.Seen<Optional<RaftServer>> _ -> forceLeave(server);
            case ConsulResult.Failed<Optional<RaftServer>>(var why) -> forceLeaveAlone(server, why);
        };
    }

    private ConsulResult<Boolean> forceLeave(String server) {
        return ask((asked, address) -> asked.forceLeave(address, server));
    }

    private ConsulResult<Boolean> forceLeaveAlone(String server, ConsulError why) {
        return switch (forceLeave(server)) {
            case ConsulResult.Seen<Boolean> done -> done;
            case ConsulResult.Failed<Boolean>(var left) ->
                ConsulResult.failed(
                        left.cause(),
                        "%s; and whether a peer is left that gossip does not know could not be told: %s"
                                .formatted(left.words(), why.words()));
        };
    }

    private ConsulResult<Optional<RaftServer>> gone(String server) {
        return switch (ask(BlockingConsulClient::raftConfiguration)) {
            case ConsulResult.Failed<List<RaftServer>>(var why) -> new ConsulResult.Failed<>(why);
            case ConsulResult.Seen<List<RaftServer>>(var peers) -> {
                var views = new LinkedHashMap<String, ConsulResult<List<Member>>>();
                before(server).forEach(staying -> views.put(staying, answer(staying, BlockingConsulClient::members)));
                yield OrphanedPeers.first(peers, views);
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

    private <T> ConsulResult<T> ask(BiFunction<BlockingConsulClient, InetSocketAddress, ConsulResult<T>> question) {
        var answers = servers.stream().map(server -> answer(server, question)).iterator();
        var answer = answers.next();
        while (answer.seen().isEmpty() && answers.hasNext()) {
            answer = answers.next();
        }
        return answer;
    }

    private <T> ConsulResult<T> answer(
            String server, BiFunction<BlockingConsulClient, InetSocketAddress, ConsulResult<T>> question) {
        try {
            return question.apply(consul, reach.address(server, port(server)));
        } catch (IOException e) {
            return BlockingConsulClient.unreachable(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void close() {
        try (reach) {
            consul.close();
        }
    }
}
