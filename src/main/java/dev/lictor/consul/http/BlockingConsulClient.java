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
 * Sends requests to Consul servers from outside their pods and blocks until the answer is there. It trusts a server by the name that all
 * servers' certificates carry, whatever address it is reached at. An error is a {@link ConsulResult.Failed}, and it arrives within the time
 * limit.
 */
public final class BlockingConsulClient implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final String KEYS = "/v1/kv/";

    /**
     * What the client trusts and presents in TLS; all but the name as PEM.
     *
     * @param name the host name that the servers' certificates carry
     * @param trusted the CA certificates that the client trusts
     * @param certificate the client's certificate, presented to a server that asks for one
     * @param key the private key of that certificate
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

    /** @param limit the time limit of a request; without a leader Consul holds some answers back for 20 s */
    public BlockingConsulClient(Vertx vertx, Identity identity, Optional<String> token, Duration limit) {
        this(vertx, options(identity), identity.name(), token, limit);
    }

    /** A client for servers that serve HTTP without TLS. Do not base a decision about other servers on its answers. */
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

    /** {@code GET /v1/status/leader}: the leader's RPC address as this server knows it; empty if it knows none. Needs no token. */
    public ConsulResult<String> leader(InetSocketAddress server) {
        return get(server, "/v1/status/leader", ConsulJson::leader);
    }

    /** {@code GET /v1/status/peers}: RPC addresses of the Raft peers that this server knows; empty before the first election. Needs no token. */
    public ConsulResult<List<String>> peers(InetSocketAddress server) {
        return get(server, "/v1/status/peers", ConsulJson::peers);
    }

    /** {@code GET /v1/agent/self}: this server's own view. Needs {@code agent:read}. */
    public ConsulResult<Agent> agent(InetSocketAddress server) {
        return get(server, "/v1/agent/self", AgentJson::agent);
    }

    /** {@code GET /v1/health/node/lictor?consistent}: whether the server answers a read that a majority confirms. Needs no token. */
    public ConsulResult<Boolean> readsConsistently(InetSocketAddress server) {
        return get(server, "/v1/health/node/lictor?consistent", _ -> true);
    }

    /** {@code GET /v1/agent/self}: whether this server encrypts gossip and refuses unencrypted gossip. Needs {@code agent:read}. */
    public ConsulResult<GossipProtection> gossipProtection(InetSocketAddress server) {
        return get(server, "/v1/agent/self", AgentJson::gossipProtection);
    }

    /** {@code GET /v1/operator/raft/configuration?stale}: this server's Raft configuration. Needs {@code operator:read}. */
    public ConsulResult<List<RaftServer>> raftConfiguration(InetSocketAddress server) {
        return get(server, "/v1/operator/raft/configuration?stale", ConsulJson::raftConfiguration);
    }

    /**
     * {@code PUT /v1/agent/force-leave/<node>?prune}: removes a node that no longer runs from gossip, from the catalog and, when the leader has
     * learned of it, from Raft. Needs {@code operator:write}.
     */
    public ConsulResult<Boolean> forceLeave(InetSocketAddress server, String node) {
        return send(server, HttpMethod.PUT, "/v1/agent/force-leave/" + node + "?prune", Buffer.buffer(), _ -> true);
    }

    /** {@code DELETE /v1/operator/raft/peer?id=<id>}: removes a peer from Raft, whether gossip knows it or not. Needs {@code operator:write}. */
    public ConsulResult<Boolean> removePeer(InetSocketAddress server, String id) {
        var path = "/v1/operator/raft/peer?id=" + URLEncoder.encode(id, StandardCharsets.UTF_8);
        return send(server, HttpMethod.DELETE, path, Buffer.buffer(), _ -> true);
    }

    /** {@code GET /v1/agent/members}: the members that this server's gossip knows. Omits those for which the token has no {@code node:read}. */
    public ConsulResult<List<Member>> members(InetSocketAddress server) {
        return switch (send(server, HttpMethod.GET, Buffer.buffer(), ConsulRequest.members())) {
            case ConsulResult.Seen<Gossip>(var gossip) -> new ConsulResult.Seen<>(gossip.members());
            case ConsulResult.Failed<Gossip>(var failure) -> new ConsulResult.Failed<>(failure);
        };
    }

    /** {@code GET /v1/operator/keyring}: the gossip keys of every ring that this server knows. Needs {@code keyring:read}. */
    public ConsulResult<List<Keyring>> keyrings(InetSocketAddress server) {
        return get(server, "/v1/operator/keyring", ConsulJson::keyrings);
    }

    /** {@code PUT /v1/kv/<key>}: writes a key. Needs {@code key:write}. */
    public ConsulResult<Boolean> put(InetSocketAddress server, String key, String value) {
        return send(server, HttpMethod.PUT, KEYS + key, Buffer.buffer(value), ConsulJson::done);
    }

    /** {@code GET /v1/kv/<key>?consistent}: reads a key's value from a majority. Needs {@code key:read}. */
    public ConsulResult<String> get(InetSocketAddress server, String key) {
        return get(server, KEYS + key + "?consistent", ConsulJson::value);
    }

    /** {@code DELETE /v1/kv/<prefix>?recurse}: removes all keys with this prefix. Needs {@code key:write}. */
    public ConsulResult<Boolean> removeAll(InetSocketAddress server, String prefix) {
        return send(server, HttpMethod.DELETE, KEYS + prefix + "?recurse", Buffer.buffer(), ConsulJson::done);
    }

    private <T> ConsulResult<T> get(InetSocketAddress server, String path, ConsulJson.Reader<T> reader) {
        return send(server, HttpMethod.GET, path, Buffer.buffer(), reader);
    }

    private <T> ConsulResult<T> send(
            InetSocketAddress server, HttpMethod method, String path, Buffer body, ConsulJson.Reader<T> reader) {
        return send(server, method, body, ConsulRequest.of(path, reader));
    }

    private <T> ConsulResult<T> send(
            InetSocketAddress server, HttpMethod method, Buffer body, ConsulRequest<T> request) {
        var options = new RequestOptions()
                .setMethod(method)
                .setServer(SocketAddress.inetSocketAddress(server))
                .setHost(name)
                .setPort(server.getPort())
                .setURI(request.path());
        token.ifPresent(known -> options.putHeader("X-Consul-Token", known));
        var pending = new PendingRequest<>(request, token);
        client.request(options).onSuccess(ready -> pending.send(ready, body)).onFailure(pending::fail);
        long timer = vertx.setTimer(limit.toMillis(), _ -> pending.timeOut(limit));
        try {
            return pending.answer().toCompletableFuture().join();
        } finally {
            vertx.cancelTimer(timer);
        }
    }

    @Override
    public void close() {
        client.close();
    }

    /** The result for a server to which there is no connection. */
    public static <T> ConsulResult<T> unreachable(String why) {
        return ConsulResult.failed(Cause.REFUSED, why);
    }
}
