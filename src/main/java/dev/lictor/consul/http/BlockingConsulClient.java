package dev.lictor.consul.http;

import dev.lictor.consul.Agent;
import dev.lictor.consul.ConsulError.Cause;
import dev.lictor.consul.ConsulResult;
import dev.lictor.consul.Gossip;
import dev.lictor.consul.GossipProtection;
import dev.lictor.consul.Keyring;
import dev.lictor.consul.Member;
import dev.lictor.consul.RaftServer;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Servers' HTTPS API from afar, for whoever can wait: servers are believed by the name that all their certificates carry, wherever they
 * are reached. What goes wrong is an answer, too, and comes within a time limit.
 */
public final class BlockingConsulClient implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final String KEYS = "/v1/kv/";

    /**
     * How servers are believed, and what is shown to those that ask; all as PEM.
     *
     * @param name that their certificates carry
     */
    public record Identity(String name, String trusted, String certificate, String key) {
        @Override
        public String toString() {
            return "Identity[of %s, not shown]".formatted(name);
        }
    }

    private final Vertx vertx;
    private final HttpClient client;
    private final String name;
    private final Optional<String> token;
    private final Duration limit;

    /** @param limit of a request; Consul holds some back for 20 s while it has no leader */
    public BlockingConsulClient(Vertx vertx, Identity identity, Optional<String> token, Duration limit) {
        this(vertx, options(identity), identity.name(), token, limit);
    }

    /** Of servers that serve HTTP without TLS, and of whom nothing is believed that matters to others. */
    public static BlockingConsulClient inTheClear(Vertx vertx, Optional<String> token, Duration limit) {
        return new BlockingConsulClient(
                vertx,
                new HttpClientOptions().setConnectTimeout(Math.toIntExact(CONNECT.toMillis())),
                "localhost",
                token,
                limit);
    }

    private BlockingConsulClient(
            Vertx vertx, HttpClientOptions options, String name, Optional<String> token, Duration limit) {
        this.vertx = vertx;
        this.client = vertx.createHttpClient(options);
        this.name = name;
        this.token = token;
        this.limit = limit;
    }

    private static HttpClientOptions options(Identity identity) {
        return new HttpClientOptions()
                .setSsl(true)
                .setConnectTimeout(Math.toIntExact(CONNECT.toMillis()))
                .setSslHandshakeTimeout(CONNECT.toMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                .setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(identity.trusted())))
                .setKeyCertOptions(new PemKeyCertOptions()
                        .addCertValue(Buffer.buffer(identity.certificate()))
                        .addKeyValue(Buffer.buffer(identity.key())));
    }

    /** Address of the leader as this server believes, empty if it knows none. No token needed. */
    public ConsulResult<String> leader(InetSocketAddress server) {
        return get(server, "/v1/status/leader", ConsulJson::leader);
    }

    /** Addresses of Raft's peers as this server knows them, none before the first election. No token needed. */
    public ConsulResult<List<String>> peers(InetSocketAddress server) {
        return get(server, "/v1/status/peers", ConsulJson::peers);
    }

    /** What this server says of itself; needs {@code agent:read}. */
    public ConsulResult<Agent> agent(InetSocketAddress server) {
        return get(server, "/v1/agent/self", ConsulJson::agent);
    }

    /** Whether this server, or the leader for it, answers a read for which a majority is asked. No token needed. */
    public ConsulResult<Boolean> readsConsistently(InetSocketAddress server) {
        return get(server, "/v1/health/node/lictor?consistent", _ -> true);
    }

    /** Whether this server encrypts what it gossips, and listens to nothing else; needs {@code agent:read}. */
    public ConsulResult<GossipProtection> gossipProtection(InetSocketAddress server) {
        return get(server, "/v1/agent/self", ConsulJson::gossipProtection);
    }

    /** The Raft configuration that this server has; needs {@code operator:read}. */
    public ConsulResult<List<RaftServer>> raftConfiguration(InetSocketAddress server) {
        return get(server, "/v1/operator/raft/configuration?stale", ConsulJson::raftConfiguration);
    }

    /**
     * Has every server forget a node that is gone, in gossip, in the catalog and, once the leader has heard of it, in Raft; needs
     * {@code operator:write}.
     */
    public ConsulResult<Boolean> forceLeave(InetSocketAddress server, String node) {
        return ask(server, HttpMethod.PUT, "/v1/agent/force-leave/" + node + "?prune", Buffer.buffer(), _ -> true);
    }

    /** Has the leader take a peer out of Raft, whatever gossip knows; needs {@code operator:write}. */
    public ConsulResult<Boolean> removePeer(InetSocketAddress server, String id) {
        var path = "/v1/operator/raft/peer?id=" + URLEncoder.encode(id, StandardCharsets.UTF_8);
        return ask(server, HttpMethod.DELETE, path, Buffer.buffer(), _ -> true);
    }

    /** Who gossips, as this server knows it; needs {@code node:read} for each, and leaves out the others. */
    public ConsulResult<List<Member>> members(InetSocketAddress server) {
        return switch (ask(server, HttpMethod.GET, Buffer.buffer(), ConsulRequest.members())) {
            case ConsulResult.Seen<Gossip>(var gossip) -> new ConsulResult.Seen<>(gossip.members());
            case ConsulResult.Failed<Gossip>(var failure) -> new ConsulResult.Failed<>(failure);
        };
    }

    /** The keys of every node that this server knows; needs {@code keyring:read}. */
    public ConsulResult<List<Keyring>> keyrings(InetSocketAddress server) {
        return get(server, "/v1/operator/keyring", ConsulJson::keyrings);
    }

    /** Writes a key; needs {@code key:write}. */
    public ConsulResult<Boolean> put(InetSocketAddress server, String key, String value) {
        return ask(server, HttpMethod.PUT, KEYS + key, Buffer.buffer(value), ConsulJson::done);
    }

    /** A key's value as a majority has it; needs {@code key:read}. */
    public ConsulResult<String> get(InetSocketAddress server, String key) {
        return get(server, KEYS + key + "?consistent", ConsulJson::value);
    }

    /** Removes all keys that begin so; needs {@code key:write}. */
    public ConsulResult<Boolean> removeAll(InetSocketAddress server, String prefix) {
        return ask(server, HttpMethod.DELETE, KEYS + prefix + "?recurse", Buffer.buffer(), ConsulJson::done);
    }

    private <T> ConsulResult<T> get(InetSocketAddress server, String path, ConsulJson.Reader<T> reader) {
        return ask(server, HttpMethod.GET, path, Buffer.buffer(), reader);
    }

    private <T> ConsulResult<T> ask(
            InetSocketAddress server, HttpMethod method, String path, Buffer body, ConsulJson.Reader<T> reader) {
        return ask(server, method, body, ConsulRequest.of(path, reader));
    }

    private <T> ConsulResult<T> ask(
            InetSocketAddress server, HttpMethod method, Buffer body, ConsulRequest<T> question) {
        var request = new RequestOptions()
                .setMethod(method)
                .setServer(SocketAddress.inetSocketAddress(server))
                .setHost(name)
                .setPort(server.getPort())
                .setURI(question.path());
        token.ifPresent(known -> request.putHeader("X-Consul-Token", known));
        var exchange = new PendingRequest<>(question, token);
        client.request(request).onSuccess(ready -> exchange.send(ready, body)).onFailure(exchange::fail);
        long timer = vertx.setTimer(limit.toMillis(), _ -> exchange.timeOut(limit));
        try {
            return exchange.answer().toCompletableFuture().join();
        } finally {
            vertx.cancelTimer(timer);
        }
    }

    @Override
    public void close() {
        client.close();
    }

    /** As an answer of a server that there is no way to. */
    public static <T> ConsulResult<T> unreachable(String why) {
        return ConsulResult.failed(Cause.REFUSED, why);
    }
}
