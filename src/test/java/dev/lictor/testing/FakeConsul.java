package dev.lictor.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/** A fake Consul server: returns recorded answers, other answers, or none. */
public final class FakeConsul implements AutoCloseable {
    private static final Path RECORDED = Path.of("src/test/resources/consul-answers");
    private static final Map<String, String> REQUESTS = Map.of(
            "/v1/status/leader", "status-leader",
            "/v1/status/peers", "status-peers",
            "/v1/agent/self", "agent-self",
            "/v1/operator/raft/configuration", "raft-configuration-stale",
            "/v1/health/node/lictor", "health-node-stale",
            "/v1/agent/members", "agent-members",
            "/v1/operator/autopilot/health", "autopilot-health-stale",
            "/v1/operator/keyring", "operator-keyring");

    /** The response for a path. */
    public record Played(int status, Map<String, String> headers, String body) {
        public Played(int status, String body) {
            this(status, Map.of(), body);
        }

        /** Parses a recorded head: the first line has status, seconds and bytes; the others are headers. */
        private static Played recorded(Path stem) throws IOException {
            var lines = Files.readAllLines(Path.of(stem + ".status"));
            var headers = lines.stream()
                    .skip(1)
                    .map(line -> line.split(": ", 2))
                    .collect(Collectors.toMap(header -> header[0], header -> header[1]));
            return new Played(
                    Integer.parseInt(lines.getFirst().substring(0, 3)),
                    headers,
                    Files.readString(Path.of(stem + ".body")));
        }
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Played> answers = new ConcurrentHashMap<>();
    private final Map<String, CountDownLatch> held = new ConcurrentHashMap<>();
    private final Map<String, String> tokens = new ConcurrentHashMap<>();

    public FakeConsul() {
        this(plain());
    }

    /** Uses the caller's server, such as one with TLS. */
    public FakeConsul(HttpServer server) {
        this.server = server;
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    private static HttpServer plain() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the recorded answers of a real server of a version, in a state. */
    public FakeConsul play(String version, String state) {
        answers.putAll(recorded(version, state));
        return this;
    }

    /** The recorded answer of a real server for each path. */
    public static Map<String, Played> recorded(String version, String state) {
        var folder = RECORDED.resolve(version).resolve(state);
        return REQUESTS.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, request -> {
            try {
                return Played.recorded(folder.resolve(request.getValue()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }));
    }

    public FakeConsul play(String path, Played answer) {
        answers.put(path, answer);
        return this;
    }

    /** Returns this response for every request. */
    public FakeConsul play(Played answer) {
        REQUESTS.keySet().forEach(path -> answers.put(path, answer));
        return this;
    }

    /** Blocks requests for a path until {@link #release}. */
    public FakeConsul hold(String path) {
        held.put(path, new CountDownLatch(1));
        return this;
    }

    public FakeConsul holdAll() {
        REQUESTS.keySet().forEach(this::hold);
        return this;
    }

    public void release() {
        held.values().forEach(CountDownLatch::countDown);
        held.clear();
    }

    /** The token of the last request for a path; empty if it had none. */
    public String token(String path) {
        return tokens.getOrDefault(path, "");
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public URI url(String scheme) {
        return URI.create("%s://127.0.0.1:%d".formatted(scheme, port()));
    }

    @Override
    public void close() {
        release();
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath();
        var token = exchange.getRequestHeaders().getFirst("X-Consul-Token");
        tokens.put(path, token == null ? "" : token);
        try (exchange) {
            var latch = held.get(path);
            if (latch != null) {
                latch.await();
            }
            var answer = answers.getOrDefault(path, new Played(404, ""));
            var body = answer.body().getBytes(StandardCharsets.UTF_8);
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
