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
import dev.lictor.verify.probe.ServerConnection;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.vertx.core.Vertx;
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

/** Reads and changes Raft's peers through the servers that stay: each request goes to the first server that answers. */
public final class ConsulRaftPeers implements RaftPeers, AutoCloseable {
    /** The time limit for one server, before the next is tried. Consul 1.7.2 takes up to 9 s to answer a force-leave. */
    private static final Duration ANSWER = Duration.ofSeconds(15);

    private final KubernetesApi kubernetes;
    private final ClusterSpec spec;
    private final ServerConnection connection;
    private final List<String> servers;

    public ConsulRaftPeers(
            KubernetesApi kubernetes, ClusterSpec spec, PodConnector connector, BlockingConsulClient consul) {
        this.kubernetes = kubernetes;
        this.spec = spec;
        this.connection = new ServerConnection(connector, consul);
        this.servers = spec.names().servers(spec.servers());
    }

    /**
     * @param connector closed together with the result
     * @param token the token for Consul's ACLs
     */
    public static ConsulRaftPeers of(
            KubernetesApi kubernetes, ClusterSpec spec, PodConnector connector, Vertx vertx, Optional<String> token) {
        var identity = ClusterKeys.read(kubernetes, spec).identity(spec.serverHostname());
        return new ConsulRaftPeers(
                kubernetes, spec, connector, new BlockingConsulClient(vertx, identity, token, ANSWER));
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
        ConsulResult<Integer> highest = ConsulResult.failed(ConsulError.Cause.REFUSED, "no server is ready");
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

    /** Each server reports its leader's address. The address belongs to a Service or a pod, and so identifies the leader's name. */
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

    /** Empty without the permission to read Services: bootstrap needs it only if servers advertise the addresses of Services. */
    private Optional<String> serviceAddress(String server) {
        try {
            return kubernetes
                    .find(ServiceObjects.named(spec, server))
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
        return kubernetes.pods(spec.names().namespace(), Labels.selector(spec)).stream()
                .filter(pod -> server.equals(pod.getMetadata().getName()))
                .findFirst();
    }

    /** The HTTPS port of a server's pod; a pod of an earlier revision may have another port than the settings. */
    private int port(String server) {
        return pod(server)
                .flatMap(pod -> pod.getSpec().getContainers().stream()
                        .flatMap(container -> container.getPorts().stream())
                        .filter(port -> "https".equals(port.getName()))
                        .findFirst())
                .map(ContainerPort::getContainerPort)
                .orElse(spec.ports().https());
    }

    /** The progress of the server with the highest applied index; empty if none answers or the token has no {@code agent:read}. */
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

    /** Removes an orphaned peer by its Raft id, because a force-leave by name has no effect on a server that gossip no longer knows. */
    @Override
    public ConsulResult<Boolean> forget(String server) {
        return switch (orphan(server)) {
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
                        "%s; and whether Raft has a peer that gossip does not know could not be determined: %s"
                                .formatted(left.words(), why.words()));
        };
    }

    private ConsulResult<Optional<RaftServer>> orphan(String server) {
        return switch (ask(BlockingConsulClient::raftConfiguration)) {
            case ConsulResult.Failed<List<RaftServer>>(var why) -> new ConsulResult.Failed<>(why);
            case ConsulResult.Seen<List<RaftServer>>(var peers) -> {
                var views = new LinkedHashMap<String, ConsulResult<List<Member>>>();
                before(server).forEach(staying -> views.put(staying, answer(staying, BlockingConsulClient::members)));
                yield OrphanedPeers.first(peers, views);
            }
        };
    }

    /** The servers of lower ordinals, which stay, because the highest ordinal leaves first. */
    private List<String> before(String server) {
        return IntStream.iterate(0, ordinal -> ordinal + 1)
                .mapToObj(spec.names()::server)
                .takeWhile(name -> !name.equals(server))
                .toList();
    }

    private <T> ConsulResult<T> ask(BiFunction<BlockingConsulClient, InetSocketAddress, ConsulResult<T>> request) {
        var answers = servers.stream().map(server -> answer(server, request)).iterator();
        var answer = answers.next();
        while (answer.seen().isEmpty() && answers.hasNext()) {
            answer = answers.next();
        }
        return answer;
    }

    private <T> ConsulResult<T> answer(
            String server, BiFunction<BlockingConsulClient, InetSocketAddress, ConsulResult<T>> request) {
        return connection.ask(server, port(server), request);
    }

    @Override
    public void close() {
        try (var _ = connection.connector()) {
            connection.consul().close();
        }
    }
}
