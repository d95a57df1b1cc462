package dev.lictor.kubernetes.fabric8;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a Kubernetes API hears and answers when a command is to be run in a pod. */
class PodCommandTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Pod POD = new PodBuilder()
            .withNewMetadata()
            .withName("consul-0")
            .withNamespace("consul")
            .endMetadata()
            .build();

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final ServerSocket server = bound();
    private volatile List<Frame> answer = List.of();
    private final KubernetesClient client = new KubernetesClientBuilder()
            .withConfig(new ConfigBuilder()
                    .withMasterUrl("http://127.0.0.1:" + server.getLocalPort())
                    .withRequestRetryBackoffLimit(0)
                    .build())
            .build();

    private record Frame(int channel, String text) {}

    private static ServerSocket bound() {
        try {
            return new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @BeforeEach
    void serve() {
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try (var connection = server.accept()) {
                    handle(connection);
                } catch (IOException e) {
                    // whoever asked has gone, or the test is over
                }
            }
        });
    }

    /** By hand, for Quarkus, where another test has started it, keeps Vert.x from serving WebSockets. */
    private void handle(Socket connection) throws IOException {
        var in = new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII));
        var out = connection.getOutputStream();
        var head = in.lines().takeWhile(line -> !line.isEmpty()).toList();
        var path = head.getFirst().split(" ", 3)[1];
        var key = head.stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("sec-websocket-key:"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst();
        asked.add(path);
        if (key.isEmpty() || path.contains("/refused/")) {
            out.write("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return;
        }
        out.write(
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: %s\r\nSec-WebSocket-Protocol: %s\r\n\r\n"
                        .formatted(accepted(key.get()), ExecSession.PROTOCOL)
                        .getBytes(StandardCharsets.US_ASCII));
        for (var frame : answer) {
            var content = frame.text().getBytes(StandardCharsets.UTF_8);
            // final and binary, with its length in as few bytes as can be (RFC 6455, 5.2)
            int length = content.length + 1;
            out.write(0x82);
            out.write(
                    length < 126 ? new byte[] {(byte) length} : new byte[] {126, (byte) (length >> 8), (byte) length});
            out.write(frame.channel());
            out.write(content);
        }
        out.write(new byte[] {(byte) 0x88, 0}); // the end
    }

    private static String accepted(String key) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-1")
                            .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                                    .getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        server.close();
    }

    @Test
    void theRequestHasOnlyTheCommand() throws IOException {
        answer = List.of(
                new Frame(1, "/consul/data/raft\n"),
                new Frame(1, "/consul/data/serf\n"),
                new Frame(3, "{\"status\": \"Success\"}"));

        assertThat(run("find", "/consul/data", "!", "-user", "a b&c"))
                .isEqualTo("/consul/data/raft\n/consul/data/serf\n");

        assertThat(asked)
                .containsExactly(
                        "/api/v1/namespaces/consul/pods/consul-0/exec?container=consul&stdout=true&stderr=true&command=find&command=%2Fconsul%2Fdata&command=%21&command=-user&command=a%20b%26c");
    }

    @Test
    void aFailedCommandIsReportedWithItsStandardError() {
        answer = List.of(
                new Frame(2, "find: /consul/data: Permission denied\nand more\n"),
                new Frame(
                        3,
                        "{\"status\": \"Failure\", \"message\": \"command terminated\", \"details\": {\"causes\": [{\"reason\": \"ExitCode\", \"message\": \"1\"}]}}"));

        assertThatThrownBy(() -> run("find"))
                .isInstanceOf(IOException.class)
                .hasMessage("find ended with 1: find: /consul/data: Permission denied");
    }

    @Test
    void aMissingCommandIsReportedWithTheApisMessage() {
        answer = List.of(new Frame(
                3, "{\"status\": \"Failure\", \"message\": \"exec: find: executable file not found in $PATH\"}"));

        assertThatThrownBy(() -> run("find")).hasMessage("exec: find: executable file not found in $PATH");
    }

    @Test
    void outputOfAPodCannotForgeALine() {
        answer = List.of(
                new Frame(3, "{\"status\": \"Failure\", \"message\": \"exec: no\\nlictor: all is well\\u001b[2J\"}"));

        assertThatThrownBy(() -> run("find")).hasMessage("exec: no lictor: all is well?[2J");
    }

    @Test
    void aClosedConnectionIsAFailure() {
        assertThatThrownBy(() -> run("find"))
                .isInstanceOf(IOException.class)
                .hasMessage("the connection closed before find ended");
    }

    @Test
    void aForbiddenExecIsReported() {
        assertThatThrownBy(() -> PodCommand.by(client, LIMIT)
                        .run(
                                new PodBuilder(POD)
                                        .editMetadata()
                                        .withNamespace("refused")
                                        .endMetadata()
                                        .build(),
                                "consul",
                                List.of("find")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("403");
    }

    private String run(String... command) throws IOException {
        return PodCommand.by(client, LIMIT).run(POD, "consul", List.of(command));
    }
}
