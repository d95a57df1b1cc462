package dev.lictor.it.bootstrap;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A fake server of the tutorial's cluster, with the answers that a takeover asks for. The first of three servers leads. */
final class TutorialServer {
    static final String NAMES = "stf-consul-for-traefik";

    /** An address of this machine that is not loopback: no EndpointSlice may contain a loopback address. */
    static final InetAddress ADDRESS = address();

    private static final String CONFIGURATION = IntStream.range(0, 3)
            .mapToObj(ordinal -> "{Suffrage:Voter ID:id-%d Address:10.0.0.%d:8300}".formatted(ordinal, ordinal))
            .collect(Collectors.joining(" ", "[", "]"));

    private final int ordinal;
    private final int port;
    private HttpServer server;

    private TutorialServer(int ordinal, HttpServer server) {
        this.ordinal = ordinal;
        this.server = server;
        this.port = server.getAddress().getPort();
    }

    private static InetAddress address() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(Inet4Address.class::isInstance)
                    .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static TutorialServer start(int ordinal) {
        var consul = new TutorialServer(ordinal, bound(0));
        consul.serve();
        return consul;
    }

    int port() {
        return port;
    }

    void fallSilent() {
        server.stop(0);
    }

    void answer() {
        server = bound(port);
        serve();
    }

    private static HttpServer bound(int port) {
        try {
            return HttpServer.create(new InetSocketAddress(ADDRESS, port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void serve() {
        server.createContext("/v1/agent/self", exchange -> send(exchange, self()));
        server.createContext("/v1/health/node/lictor", exchange -> send(exchange, "[]"));
        server.start();
    }

    private static void send(HttpExchange exchange, String text) throws IOException {
        var body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        try (exchange) {
            exchange.getResponseBody().write(body);
        }
    }

    private String self() {
        return """
            {"Config": {"NodeName": "%1$s-%2$d", "NodeID": "id-%2$d", "Version": "1.7.2"},
             "Member": {"Addr": "10.0.0.%2$d", "Tags": {"role": "consul", "port": "8300"}},
             "Stats": {"consul": {"leader_addr": "10.0.0.0:8300"},
              "raft": {"state": "%3$s", "term": "3", "last_log_term": "3", "last_snapshot_term": "0",
               "last_contact": "%4$s", "commit_index": "1000", "applied_index": "1000", "last_log_index": "1000", "last_snapshot_index": "0", "latest_configuration": "%5$s"}}}
            """.formatted(
                NAMES, ordinal, ordinal == 0 ? "Leader" : "Follower", ordinal == 0 ? "0" : "40ms", CONFIGURATION);
    }
}
