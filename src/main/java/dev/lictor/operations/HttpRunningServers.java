package dev.lictor.operations;

import dev.lictor.bootstrap.RunningServers;
import dev.lictor.bootstrap.takeover.ConsulContainer;
import dev.lictor.bootstrap.takeover.DataAccess;
import dev.lictor.bootstrap.takeover.DataMount;
import dev.lictor.bootstrap.takeover.DataUser;
import dev.lictor.bootstrap.takeover.RaftSurvey;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.consul.Agent;
import dev.lictor.consul.ConsulError;
import dev.lictor.consul.ConsulResult;
import dev.lictor.consul.RaftState;
import dev.lictor.consul.http.BlockingConsulClient;
import dev.lictor.kubernetes.KubernetesApi;
import dev.lictor.kubernetes.PodConnector;
import dev.lictor.kubernetes.fabric8.ParallelRequests;
import dev.lictor.verify.CannotVerifyException;
import dev.lictor.verify.ClusterKeys;
import io.fabric8.kubernetes.api.model.Pod;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the state of running servers over HTTP, on any port that they may serve it on: servers that Lictor did not create have their own ports
 * and certificates. A server on a TLS port is trusted if the CA of the Secret issued its certificate; other ports are used without TLS.
 */
public final class HttpRunningServers implements RunningServers, AutoCloseable {
    /** Consul holds answers back for 7 to 15 s while a server rejoins. */
    private static final Duration ANSWER = Duration.ofSeconds(15);

    private record Endpoint(boolean tls, int port) {
        @Override
        public String toString() {
            return (tls ? "HTTPS on " : "HTTP on ") + port;
        }
    }

    private final ClusterSpec spec;
    private final Supplier<Optional<BlockingConsulClient.Identity>> identity;
    private final Supplier<PodConnector> connectors;
    private final Supplier<Vertx> vertx;
    private final Optional<String> token;
    private final DataFolderInspector folders;
    private final Map<String, Endpoint> endpoints = new ConcurrentHashMap<>();
    private @Nullable PodConnector open;

    /**
     * @param connectors makes the connector at the first request; it is closed together with this object
     * @param token the token for Consul's ACLs; without TLS it is sent only to a port of this machine that forwards it
     */
    public static HttpRunningServers of(
            KubernetesApi kubernetes,
            ClusterSpec spec,
            Supplier<PodConnector> connectors,
            Supplier<Vertx> vertx,
            Optional<String> token,
            DataFolderInspector folders) {
        return new HttpRunningServers(spec, () -> identity(kubernetes, spec), connectors, vertx, token, folders);
    }

    public HttpRunningServers(
            ClusterSpec spec,
            Supplier<Optional<BlockingConsulClient.Identity>> identity,
            Supplier<PodConnector> connectors,
            Supplier<Vertx> vertx,
            Optional<String> token,
            DataFolderInspector folders) {
        this.spec = spec;
        this.identity = identity;
        this.connectors = connectors;
        this.vertx = vertx;
        this.token = token;
        this.folders = folders;
    }

    /** The clients of one survey; the next survey may find other key material. */
    private record Clients(
            Optional<BlockingConsulClient> tls, BlockingConsulClient clear, BlockingConsulClient clearWithToken)
            implements AutoCloseable {
        Optional<BlockingConsulClient> of(Endpoint endpoint, InetSocketAddress address) {
            if (endpoint.tls()) {
                return tls;
            }
            return Optional.of(address.getAddress().isLoopbackAddress() ? clearWithToken : clear);
        }

        @Override
        public void close() {
            tls.ifPresent(BlockingConsulClient::close);
            clear.close();
            clearWithToken.close();
        }
    }

    @Override
    public RaftSurvey raft(List<Pod> servers) {
        var connector = connector();
        try (var clients = clients();
                var requests = new ParallelRequests()) {
            var asked = new LinkedHashMap<Pod, Supplier<ConsulResult<Agent>>>();
            servers.forEach(pod -> asked.put(pod, requests.send(() -> agent(pod, connector, clients))));
            var agents = new LinkedHashMap<String, ConsulResult<Agent>>();
            ConsulResult<Boolean> confirmed = ConsulResult.failed(ConsulError.Cause.STATUS, "there is no leader");
            for (var entry : asked.entrySet()) {
                var pod = entry.getKey();
                var answer = entry.getValue().get();
                agents.put(pod.getMetadata().getName(), answer);
                if (answer.seen().flatMap(Agent::raft).filter(RaftState::leads).isPresent()) {
                    confirmed = ask(pod, connector, clients, BlockingConsulClient::readsConsistently);
                }
            }
            return new RaftSurvey(agents, confirmed);
        }
    }

    private ConsulResult<Agent> agent(Pod pod, PodConnector connector, Clients clients) {
        return ask(pod, connector, clients, BlockingConsulClient::agent);
    }

    /** Sends a request to the endpoint that answered last, or else to each endpoint that the pod may have. */
    private <T> ConsulResult<T> ask(
            Pod pod,
            PodConnector connector,
            Clients clients,
            BiFunction<BlockingConsulClient, InetSocketAddress, ConsulResult<T>> request) {
        var metadata = pod.getMetadata();
        var key = metadata.getName() + " " + metadata.getUid();
        var known = Optional.ofNullable(endpoints.get(key));
        var failures = new LinkedHashMap<Endpoint, ConsulError>();
        for (var endpoint : known.map(List::of).orElseGet(() -> endpoints(pod))) {
            try {
                var address = connector.address(metadata.getName(), endpoint.port());
                var client = clients.of(endpoint, address);
                if (client.isEmpty()) {
                    failures.put(
                            endpoint,
                            new ConsulError(
                                    ConsulError.Cause.TLS,
                                    "its CA is unknown, because secret/%s does not exist or is incomplete"
                                            .formatted(spec.names().serverSecret())));
                    continue;
                }
                switch (request.apply(client.get(), address)) {
                    case ConsulResult.Seen<T> seen -> {
                        endpoints.put(key, endpoint);
                        return seen;
                    }
                    case ConsulResult.Failed<T>(var why) -> failures.put(endpoint, why);
                }
            } catch (IOException e) {
                failures.put(endpoint, new ConsulError(ConsulError.Cause.REFUSED, String.valueOf(e.getMessage())));
            }
        }
        return failed(failures);
    }

    private <T> ConsulResult<T> failed(Map<Endpoint, ConsulError> failures) {
        var forbidden = failures.values().stream().anyMatch(ConsulError::forbidden);
        var words = failures.entrySet().stream()
                .map(entry ->
                        "%s: %s".formatted(entry.getKey(), entry.getValue().words()))
                .collect(Collectors.joining(", "));
        return ConsulResult.failed(
                forbidden ? ConsulError.Cause.FORBIDDEN : ConsulError.Cause.REFUSED,
                forbidden ? words + "; give --token-file a token with agent:read and node:read" : words);
    }

    private List<Endpoint> endpoints(Pod pod) {
        var container =
                ConsulContainer.of(pod.getSpec()).orElseGet(() -> new ConsulContainer("", "", List.of(), List.of()));
        var all = new ArrayList<Endpoint>();
        container.https(spec.ports().https()).forEach(port -> all.add(new Endpoint(true, port)));
        container.http().forEach(port -> all.add(new Endpoint(false, port)));
        return all;
    }

    private Clients clients() {
        return new Clients(
                identity.get().map(known -> new BlockingConsulClient(vertx.get(), known, token, ANSWER)),
                BlockingConsulClient.inTheClear(vertx.get(), Optional.empty(), ANSWER),
                BlockingConsulClient.inTheClear(vertx.get(), token, ANSWER));
    }

    private static Optional<BlockingConsulClient.Identity> identity(KubernetesApi kubernetes, ClusterSpec spec) {
        try {
            return Optional.of(ClusterKeys.read(kubernetes, spec).identity(spec.serverHostname()));
        } catch (CannotVerifyException e) {
            return Optional.empty();
        }
    }

    private PodConnector connector() {
        var there = open;
        if (there == null) {
            there = connectors.get();
            open = there;
        }
        return there;
    }

    @Override
    public DataAccess access(Pod server, DataUser user, String folder) {
        return folders.access(server, user, folder);
    }

    @Override
    public boolean isRegrouped(Pod server, DataUser user, DataMount mount) {
        return folders.isRegrouped(server, user, mount);
    }

    @Override
    public void close() {
        if (open != null) {
            open.close();
        }
    }
}
