package dev.lictor.testing;

import dev.lictor.cluster.ConsulConfiguration;
import dev.lictor.testing.FakeConsul.Played;
import io.netty.channel.socket.SocketChannel;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.impl.NetSocketInternal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** A fake follower that sends a faulty response from time to time. Runs on one event loop. */
public final class FaultyConsul implements AutoCloseable {
    private static final String END_OF_HEADERS = "\r\n\r\n";
    private static final int BUFFER = 1 << 16;

    /** The kinds of faulty responses, and how many of 4,000 requests get each. */
    private enum Fault {
        FORBIDDEN(80),
        UNSUPPORTED(80),
        TOO_MANY(80),
        BROKEN(80),
        GARBAGE(80),
        NO_HTTP(20),
        RESET(40),
        HALF(40),
        HALF_HELD(1),
        SLOW(1),
        HUGE(2);

        private static final int OF = 4000;
        private final int weight;

        Fault(int weight) {
            this.weight = weight;
        }

        static Optional<Fault> drawn(Random random) {
            int lot = random.nextInt(OF);
            for (var fault : values()) {
                lot -= fault.weight;
                if (lot < 0) {
                    return Optional.of(fault);
                }
            }
            return Optional.empty();
        }
    }

    private final Vertx vertx;
    private final Duration slow;
    private final boolean tls;
    private final int port;
    private final Map<String, Buffer> answers;
    private final Random random = new Random(5);
    private final AtomicInteger connections = new AtomicInteger();
    private volatile boolean faulty = true;

    /**
     * @param tlsDirectory the folder of the server's certificate; empty for HTTP without TLS
     * @param slow a delay that is longer than every client's time limit
     */
    public FaultyConsul(Vertx vertx, Optional<Path> tlsDirectory, Duration slow) {
        this.vertx = vertx;
        this.slow = slow;
        this.tls = tlsDirectory.isPresent();
        this.answers = FakeConsul.recorded("1.22.7", "follower").entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> rendered(shortened(entry.getValue()))));
        var options = new NetServerOptions().setHost("127.0.0.1").setPort(0).setSsl(tls);
        tlsDirectory.ifPresent(directory -> options.setKeyCertOptions(new PemKeyCertOptions()
                .setCertPath(
                        directory.resolve(ConsulConfiguration.CERTIFICATE_FILE).toString())
                .setKeyPath(directory.resolve(ConsulConfiguration.KEY_FILE).toString())));
        this.port = vertx.createNetServer(options)
                .connectHandler(this::serve)
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .actualPort();
    }

    /** Sends no more faults. */
    public void recover() {
        faulty = false;
    }

    /** The number of open connections. */
    public int connections() {
        return connections.get();
    }

    public URI url() {
        return URI.create("%s://127.0.0.1:%d".formatted(tls ? "https" : "http", port));
    }

    @Override
    public void close() {
        end();
    }

    /** Closes the port. */
    public void end() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private void serve(NetSocket socket) {
        connections.incrementAndGet();
        socket.closeHandler(_ -> connections.decrementAndGet());
        socket.exceptionHandler(_ -> socket.close());
        var request = new StringBuilder();
        socket.handler(part -> {
            request.append(part.toString(StandardCharsets.ISO_8859_1));
            for (int end = request.indexOf(END_OF_HEADERS); end >= 0; end = request.indexOf(END_OF_HEADERS)) {
                var path = request.substring(request.indexOf(" ") + 1, end).split("[ ?]", 2)[0];
                request.delete(0, end + END_OF_HEADERS.length());
                answer(socket, answers.getOrDefault(path, rendered(404, Map.of(), "")));
            }
        });
    }

    private void answer(NetSocket socket, Buffer answer) {
        var fault = Optional.of(random).filter(_ -> faulty).flatMap(Fault::drawn);
        if (fault.isEmpty()) {
            socket.write(answer);
            return;
        }
        switch (fault.get()) {
            case FORBIDDEN -> socket.write(rendered(403, Map.of(), "Permission denied"));
            case UNSUPPORTED -> socket.write(rendered(415, Map.of(), "Prometheus is not enabled"));
            case TOO_MANY -> socket.write(rendered(429, Map.of(), "too many"));
            case BROKEN -> socket.write(rendered(500, Map.of(), "No cluster leader"));
            case GARBAGE -> socket.write(rendered(200, Map.of(), "<html>"));
            case NO_HTTP -> socket.write("220 smtp ready\r\n\r\n");
            case RESET -> reset(socket);
            case HALF -> socket.write(answer.slice(0, answer.length() / 2)).onComplete(_ -> socket.close());
            case HALF_HELD -> socket.write(answer.slice(0, answer.length() / 2));
            case SLOW -> vertx.setTimer(slow.toMillis(), _ -> socket.write(answer));
            case HUGE -> flood(socket);
        }
    }

    /** Closes the connection without a response. */
    private static void reset(NetSocket socket) {
        if (((NetSocketInternal) socket).channelHandlerContext().channel() instanceof SocketChannel channel) {
            channel.config().setSoLinger(0);
        }
        socket.close();
    }

    /** Sends ten megabytes as fast as the client reads them. */
    private static void flood(NetSocket socket) {
        int parts = 160;
        socket.write("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n".formatted(parts * BUFFER));
        var part = Buffer.buffer("x".repeat(BUFFER));
        for (int n = 0; n < parts; n++) {
            socket.write(part);
        }
    }

    /** Removes the large parts of an agent's answer that the sidecar does not read. */
    private static Played shortened(Played answer) {
        return new Played(
                answer.status(),
                answer.headers(),
                answer.body().replaceFirst(",\"DebugConfig\":\\{.*}(?=,\"Coord\")", ""));
    }

    private static Buffer rendered(Played answer) {
        return rendered(answer.status(), answer.headers(), answer.body());
    }

    private static Buffer rendered(int status, Map<String, String> headers, String body) {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        var head = new StringBuilder("HTTP/1.1 %d as played\r\nContent-Length: %d\r\n".formatted(status, bytes.length));
        headers.entrySet().stream()
                .filter(header -> header.getKey().startsWith("X-Consul"))
                .forEach(header -> head.append("%s: %s\r\n".formatted(header.getKey(), header.getValue())));
        return Buffer.buffer(head.append("\r\n").toString()).appendBytes(bytes);
    }
}
