package dev.lictor.it.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.cluster.ConsulConfiguration;
import dev.lictor.cluster.network.Ports;
import dev.lictor.testing.Specs;
import dev.lictor.testing.servers.FreePorts;
import dev.lictor.testing.servers.RealConsul;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Real servers that advertise IPv6 addresses with the configuration of all clusters: to Consul 0.0.0.0 is every address of both
 * families, and the sidecar asks 127.0.0.1.
 */
@Tag("once")
class Ipv6IT {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    /** ::1 as `prepare` writes it. */
    private static final String LOOPBACK = "0:0:0:0:0:0:0:1";

    @TempDir
    Path directory;

    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void killAll() {
        processes.forEach(process -> process.destroyForcibly().onExit().join());
    }

    @ParameterizedTest
    @EnumSource(RealConsul.class)
    void serversFindEachOtherByIpv6AndAnswerByBothFamilies(RealConsul consul) throws Exception {
        var spec = Specs.with(Map.of("lictor.consul-version", consul.version()));
        var ports = FreePorts.several(3 * spec.servers());
        for (int server = 0; server < spec.servers(); server++) {
            start(consul, spec, server, ports);
        }

        for (int server = 0; server < spec.servers(); server++) {
            for (var address : List.of("127.0.0.1", "[::1]")) {
                var url = URI.create("http://%s:%d/v1/status/".formatted(address, ports.get(3 * server + 2)));
                await().ignoreExceptions()
                        .atMost(Duration.ofSeconds(60))
                        .untilAsserted(
                                () -> assertThat(get(url.resolve("leader"))).startsWith("\"[::1]:"));
                await().ignoreExceptions()
                        .atMost(Duration.ofSeconds(60))
                        .untilAsserted(() -> assertThat(new ObjectMapper().readTree(get(url.resolve("peers"))))
                                .hasSize(spec.servers()));
            }
        }
    }

    /** Without TLS, which does not depend on addresses, and on ports of its own. */
    private void start(RealConsul consul, ClusterSpec spec, int server, List<Integer> ports) throws IOException {
        var home = Files.createDirectories(directory.resolve("server-" + server));
        var json = new ObjectMapper();
        var shared = (ObjectNode) json.readTree(
                ConsulConfiguration.shared(spec, home.resolve("data").toString(), "/none"));
        shared.remove(List.of(
                "tls",
                "ca_file",
                "cert_file",
                "key_file",
                "verify_incoming_rpc",
                "verify_outgoing",
                "verify_server_hostname"));
        var peers = new ArrayList<String>();
        for (int peer = 0; peer < spec.servers(); peer++) {
            if (peer != server) {
                peers.add("[::1]:" + ports.get(3 * peer + 1));
            }
        }
        var own = ConsulConfiguration.own(
                "consul-" + server,
                LOOPBACK,
                peers,
                "bGljdG9yIHBsYWNlaG9sZGVyOiBub3QgYSBzZWNyZXQ=",
                Map.of(
                        "ports",
                        Map.of(
                                "server", ports.get(3 * server),
                                "serf_lan", ports.get(3 * server + 1),
                                "http", ports.get(3 * server + 2),
                                "https", Ports.OFF)));
        Files.writeString(home.resolve("shared.json"), shared.toString());
        Files.writeString(home.resolve("own.json"), own);
        processes.add(new ProcessBuilder(
                        consul.path().toString(),
                        "agent",
                        "-config-file=" + home.resolve("shared.json"),
                        "-config-file=" + home.resolve("own.json"))
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("log").toFile())
                .start());
    }

    private static String get(URI url) throws InterruptedException {
        try {
            return CLIENT.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
