package dev.lictor.it.sidecar;

import dev.lictor.cluster.ConsulConfiguration;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/** A proxy between a sidecar and a real Consul, with TLS on both sides. It changes each response as its fault says. */
final class FaultyProxy implements AutoCloseable {
    private static final String END_OF_HEADERS = "\r\n\r\n";
    private static final int MIB = 1 << 20;

    /** What happens to responses, and whether the server can still be ready. */
    enum Fault {
        /** Slow, but within the time limit. */
        SLOW(true),
        /** No response. */
        HELD(false),
        /** Half of the response, then the connection is closed. */
        CUT(false),
        /** One byte from time to time. */
        TRICKLED(false),
        /** A megabyte of garbage. */
        GARBAGE(false),
        /** Bytes that are not HTTP. */
        OTHER_PROTOCOL(false),
        /** The response to another request. */
        SWAPPED(false),
        /** A megabyte of JSON that opens and never closes. */
        DEEP(false),
        /** Ten megabytes, compressed although the request does not allow it. */
        PACKED(false),
        /** A text of 64 megabytes. */
        ENDLESS(false),
        /** A header of a megabyte. */
        LONG_HEADER(false),
        /** One response for each connection, which is closed at the next request. */
        CLOSED(true),
        /** With 5,000 more members. */
        MANY_MEMBERS(true),
        /** Raft addresses with an invalid port. */
        STRANGE_ADDRESS(true),
        /** Negative counts. */
        NEGATIVE(false),
        /** Impossible times. */
        OVERFLOWING(false),
        /** With line breaks and escape sequences in addresses, which then are nobody's. */
        FORGED(false);

        private final boolean ready;

        Fault(boolean ready) {
            this.ready = ready;
        }

        boolean leavesReady() {
            return ready;
        }
    }

    private final Vertx vertx = Vertx.vertx();
    private final URI consul;
    private final HttpClient client;
    private final NetServer server;
    private final Map<NetSocket, Integer> answered = new HashMap<>();
    private volatile Optional<Fault> fault = Optional.empty();
    private final Map<String, Buffer> whole = new HashMap<>();

    /** @param tlsDirectory of the certificate that both sides show */
    FaultyProxy(URI consul, Path tlsDirectory) {
        this.consul = consul;
        this.client = vertx.createHttpClient(new HttpClientOptions()
                .setSsl(true)
                .setTrustAll(true)
                .setVerifyHost(false)
                .setMaxPoolSize(20)
                .setKeyCertOptions(shown(tlsDirectory)));
        this.server = vertx.createNetServer(new NetServerOptions()
                        .setHost("127.0.0.1")
                        .setPort(0)
                        .setSsl(true)
                        .setKeyCertOptions(shown(tlsDirectory)))
                .connectHandler(this::serve)
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    private static PemKeyCertOptions shown(Path tlsDirectory) {
        return new PemKeyCertOptions()
                .setCertPath(tlsDirectory
                        .resolve(ConsulConfiguration.CERTIFICATE_FILE)
                        .toString())
                .setKeyPath(tlsDirectory.resolve(ConsulConfiguration.KEY_FILE).toString());
    }

    URI url() {
        return URI.create("https://127.0.0.1:" + server.actualPort());
    }

    void begin(Fault other) {
        fault = Optional.of(other);
    }

    void end() {
        fault = Optional.empty();
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private void serve(NetSocket socket) {
        socket.exceptionHandler(_ -> socket.close());
        socket.closeHandler(_ -> answered.remove(socket));
        var received = new StringBuilder();
        socket.handler(part -> {
            received.append(part.toString(StandardCharsets.ISO_8859_1));
            for (int end = received.indexOf(END_OF_HEADERS); end >= 0; end = received.indexOf(END_OF_HEADERS)) {
                var line = received.substring(0, received.indexOf("\r\n")).split(" ", 3);
                received.delete(0, end + END_OF_HEADERS.length());
                pass(socket, HttpMethod.valueOf(line[0]), line[1]);
            }
        });
    }

    private void pass(NetSocket socket, HttpMethod method, String path) {
        client.request(new RequestOptions()
                        .setMethod(method)
                        .setHost(consul.getHost())
                        .setPort(consul.getPort())
                        .setURI(path))
                .compose(request -> request.send())
                .compose(response -> response.body().map(body -> {
                    var head = new StringBuilder("HTTP/1.1 %d as Consul says\r\n".formatted(response.statusCode()));
                    response.headers().forEach(header -> {
                        if (header.getKey().startsWith("X-Consul")) {
                            head.append("%s: %s\r\n".formatted(header.getKey(), header.getValue()));
                        }
                    });
                    return new Told(head.toString(), body);
                }))
                .onSuccess(told -> answer(socket, path, told))
                .onFailure(_ -> socket.close());
    }

    /** @param head without the length of the body */
    private record Told(String head, Buffer body) {
        Told replaced(String pattern, String replacement) {
            return new Told(head, Buffer.buffer(body.toString().replaceAll(pattern, replacement)));
        }

        Buffer whole() {
            return Buffer.buffer("%sContent-Length: %d\r\n\r\n".formatted(head, body.length()))
                    .appendBuffer(body);
        }
    }

    private void answer(NetSocket socket, String path, Told told) {
        var now = fault;
        int earlier = answered.merge(socket, 1, Integer::sum) - 1;
        if (now.isEmpty()) {
            socket.write(told.whole());
            return;
        }
        switch (now.get()) {
            case SLOW -> vertx.setTimer(500, _ -> socket.write(told.whole()));
            case HELD -> {}
            case CUT -> {
                var whole = told.whole();
                socket.write(whole.slice(0, whole.length() / 2)).onComplete(_ -> socket.close());
            }
            case TRICKLED -> trickle(socket, told.whole(), 0);
            case GARBAGE -> socket.write(new Told("HTTP/1.1 200 OK\r\n", garbage()).whole());
            case OTHER_PROTOCOL -> socket.write("220 smtp ready\r\n\r\n");
            case SWAPPED -> socket.write(ofAnother(path, told));
            case DEEP -> socket.write(new Told("HTTP/1.1 200 OK\r\n", Buffer.buffer("[".repeat(MIB))).whole());
            case PACKED -> socket.write(new Told("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n", packed()).whole());
            case ENDLESS -> flood(socket);
            case LONG_HEADER -> socket.write("HTTP/1.1 200 OK\r\nX-Consul: %s\r\n\r\n".formatted("x".repeat(MIB)));
            case CLOSED -> {
                if (earlier > 0) {
                    socket.close();
                } else {
                    socket.write(told.whole());
                }
            }
            case MANY_MEMBERS ->
                socket.write(
                        path.startsWith("/v1/agent/members")
                                ? new Told(told.head(), withAgents(told.body())).whole()
                                : told.whole());
            case STRANGE_ADDRESS ->
                socket.write(told.replaced("127\\.0\\.0\\.1:\\d+", "127.0.0.1:70000")
                        .replaced("\"port\":\"\\d+\"", "\"port\":\"70000\"")
                        .whole());
            case NEGATIVE ->
                socket.write(told.replaced("(\"(?:term|applied_index|commit_index)\":\")", "$1-")
                        .whole());
            case OVERFLOWING ->
                socket.write(new Told(
                                told.head().replaceAll("(?i)(X-Consul-Lastcontact: )\\d+", "$118446744073709551615"),
                                told.body())
                        .replaced("(\"last_contact\":\")[^\"]*", "$19223372036854775807h")
                        .whole());
            case FORGED ->
                socket.write(told.replaced(
                                "127\\.0\\.0\\.1:(\\d+)", "127.0.0.1:$1\\\\n00:00 forged\\\\u001b[2J\\\\u009b\\\\u2028")
                        .whole());
        }
    }

    private Buffer ofAnother(String path, Told told) {
        whole.put(path, told.whole());
        return whole.entrySet().stream()
                .filter(other -> !other.getKey().equals(path))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseGet(() -> new Told("HTTP/1.1 200 OK\r\n", Buffer.buffer("{}")).whole());
    }

    private void trickle(NetSocket socket, Buffer whole, int at) {
        if (at < whole.length()) {
            socket.write(whole.slice(at, at + 1))
                    .onSuccess(_ -> vertx.setTimer(20, _ -> trickle(socket, whole, at + 1)));
        }
    }

    private static Buffer garbage() {
        var bytes = new byte[MIB];
        new Random(7).nextBytes(bytes);
        return Buffer.buffer(bytes);
    }

    private static Buffer packed() {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write(new byte[10 * MIB]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Buffer.buffer(bytes.toByteArray());
    }

    /** Writes as fast as the client reads, and stops when the client disconnects. */
    private static void flood(NetSocket socket) {
        socket.write("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n\"".formatted(64 * MIB));
        var part = Buffer.buffer("x".repeat(1 << 16));
        pour(socket, part, 64 * 16);
    }

    private static void pour(NetSocket socket, Buffer part, int times) {
        if (times > 0) {
            socket.write(part).onSuccess(_ -> pour(socket, part, times - 1));
        }
    }

    private static Buffer withAgents(Buffer members) {
        var text = new StringBuilder(members.toString().strip());
        text.setLength(text.length() - 1);
        for (int n = 0; n < 5000; n++) {
            text.append("""
                    ,{"Name":"agent-%05d","Addr":"10.0.0.1","Port":8301,"Tags":{"acls":"0","build":"1.22.7:0a1b2c3d","dc":"dc1",\
                    "ft_fs":"1","ft_si":"1","id":"7c1cb5a1-0000-4d1b-9f1e-%012d","role":"node","segment":"","vsn":"2","vsn_max":"3",\
                    "vsn_min":"2"},"Status":1,"ProtocolMin":1,"ProtocolMax":5,"ProtocolCur":2,"DelegateMin":2,"DelegateMax":5,\
                    "DelegateCur":4}""".formatted(n, n));
        }
        return Buffer.buffer(text.append("]").toString());
    }
}
