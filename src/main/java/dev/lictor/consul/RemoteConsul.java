package dev.lictor.consul;

import dev.lictor.consul.Failure.Cause;
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
public final class RemoteConsul implements AutoCloseable {
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
    public RemoteConsul(Vertx vertx, Identity identity, Optional<String> token, Duration limit) {
        this(vertx, options(identity), identity.name(), token, limit);
    }

    /** Of servers that serve HTTP without TLS, and of whom nothing is believed that matters to others. */
    public static RemoteConsul inTheClear(Vertx vertx, Optional<String> token, Duration limit) {
        return new RemoteConsul(
                vertx,
                new HttpClientOptions().setConnectTimeout(Math.toIntExact(CONNECT.toMillis())),
                "localhost",
                token,
                limit);
    }

    private RemoteConsul(Vertx vertx, HttpClientOptions options, String name, Optional<String> token, Duration limit) {
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
    public Answer<String> leader(InetSocketAddress server) {
        return get(server, "/v1/status/leader", Json::leader);
    }

    /** Addresses of Raft's peers as this server knows them, none before the first election. No token needed. */
    public Answer<List<String>> peers(InetSocketAddress server) {
        return get(server, "/v1/status/peers", Json::peers);
    }

    /** What this server says of itself; needs {@code agent:read}. */
    public Answer<Agent> agent(InetSocketAddress server) {
        return get(server, "/v1/agent/self", Json::agent);
    }

    /** Whether this server, or the leader for it, answers a read for which a majority is asked. No token needed. */
    public Answer<Boolean> readsConsistently(InetSocketAddress server) {
        return get(server, "/v1/health/node/lictor?consistent", _ -> true);
    }

    /** Whether this server encrypts what it gossips, and listens to nothing else; needs {@code agent:read}. */
    public Answer<GossipProtection> gossipProtection(InetSocketAddress server) {
        return get(server, "/v1/agent/self", Json::gossipProtection);
    }

    /** The Raft configuration that this server has; needs {@code operator:read}. */
    public Answer<List<RaftServer>> raftConfiguration(InetSocketAddress server) {
        return get(server, "/v1/operator/raft/configuration?stale", Json::raftConfiguration);
    }

    /**
     * Has every server forget a node that is gone, in gossip, in the catalog and, once the leader has heard of it, in Raft; needs
     * {@code operator:write}.
     */
    public Answer<Boolean> forceLeave(InetSocketAddress server, String node) {
        return ask(server, HttpMethod.PUT, "/v1/agent/force-leave/" + node + "?prune", Buffer.buffer(), _ -> true);
    }

    /** Has the leader take a peer out of Raft, whatever gossip knows; needs {@code operator:write}. */
    public Answer<Boolean> removePeer(InetSocketAddress server, String id) {
        var path = "/v1/operator/raft/peer?id=" + URLEncoder.encode(id, StandardCharsets.UTF_8);
        return ask(server, HttpMethod.DELETE, path, Buffer.buffer(), _ -> true);
    }

    /** Who gossips, as this server knows it; needs {@code node:read} for each, and leaves out the others. */
    public Answer<List<Member>> members(InetSocketAddress server) {
        return switch (ask(server, HttpMethod.GET, Buffer.buffer(), Question.members())) {
            case Answer.Seen<Gossip>(var gossip) -> new Answer.Seen<>(gossip.members());
            case Answer.Failed<Gossip>(var failure) -> new Answer.Failed<>(failure);
        };
    }

    /** The keys of every node that this server knows; needs {@code keyring:read}. */
    public Answer<List<Keyring>> keyrings(InetSocketAddress server) {
        return get(server, "/v1/operator/keyring", Json::keyrings);
    }

    /** Writes a key; needs {@code key:write}. */
    public Answer<Boolean> put(InetSocketAddress server, String key, String value) {
        return ask(server, HttpMethod.PUT, KEYS + key, Buffer.buffer(value), Json::done);
    }

    /** A key's value as a majority has it; needs {@code key:read}. */
    public Answer<String> get(InetSocketAddress server, String key) {
        return get(server, KEYS + key + "?consistent", Json::value);
    }

    /** Removes all keys that begin so; needs {@code key:write}. */
    public Answer<Boolean> removeAll(InetSocketAddress server, String prefix) {
        return ask(server, HttpMethod.DELETE, KEYS + prefix + "?recurse", Buffer.buffer(), Json::done);
    }

    private <T> Answer<T> get(InetSocketAddress server, String path, Json.Reader<T> reader) {
        return ask(server, HttpMethod.GET, path, Buffer.buffer(), reader);
    }

    private <T> Answer<T> ask(
            InetSocketAddress server, HttpMethod method, String path, Buffer body, Json.Reader<T> reader) {
        return ask(server, method, body, Question.of(path, reader));
    }

    private <T> Answer<T> ask(InetSocketAddress server, HttpMethod method, Buffer body, Question<T> question) {
        var request = new RequestOptions()
                .setMethod(method)
                .setServer(SocketAddress.inetSocketAddress(server))
                .setHost(name)
                .setPort(server.getPort())
                .setURI(question.path());
        token.ifPresent(known -> request.putHeader("X-Consul-Token", known));
        var exchange = new Exchange<>(question, token);
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
    public static <T> Answer<T> unreachable(String why) {
        return Answer.failed(Cause.REFUSED, why);
    }
}
