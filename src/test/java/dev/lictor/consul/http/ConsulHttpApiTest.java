package dev.lictor.consul.http;

import static dev.lictor.consul.http.RecordedAnswersTest.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.consul.Agent;
import dev.lictor.consul.Autopilot;
import dev.lictor.consul.ConsulApi;
import dev.lictor.consul.ConsulError;
import dev.lictor.consul.ConsulError.Cause;
import dev.lictor.consul.ConsulResult;
import dev.lictor.consul.Member;
import dev.lictor.testing.FakeConsul;
import dev.lictor.testing.FakeConsul.Played;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConsulHttpApiTest {
    private static final Vertx VERTX = Vertx.vertx();
    /** A limit that even a busy machine does not reach, for tests that are not about the limit. */
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final FakeConsul server = new FakeConsul();

    @TempDir
    Path folder;

    @AfterEach
    void stop() {
        server.close();
    }

    @AfterAll
    static void end() {
        VERTX.close();
    }

    @Test
    void aClosedPortIsRefused() throws IOException {
        int free;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }

        var failure = failure(at(URI.create("http://127.0.0.1:" + free)));

        assertThat(failure.cause()).isEqualTo(Cause.REFUSED);
        assertThat(failure.words()).isEqualTo("Connection refused: /127.0.0.1:" + free);
    }

    @Test
    void aMissingAnswerIsATimeout() {
        server.hold("/v1/status/leader");

        assertThat(failure(within(Duration.ofMillis(500), server.url("http"))))
                .isEqualTo(new ConsulError(Cause.TIMEOUT, "no answer within 500 ms"));
    }

    @Test
    void aBlockedRequestDelaysNoOther() {
        server.play("1.22.7", "follower").hold("/v1/agent/self");
        var consul = within(Duration.ofSeconds(5), server.url("http"));

        var self = consul.self();

        assertThat(answer(consul.leader()).seen()).isPresent();
        assertThat(answer(consul.raftConfiguration()).seen()).isPresent();
        assertThat(answer(self).failure().map(ConsulError::cause)).contains(Cause.TIMEOUT);
    }

    @Test
    void moreBlockedRequestsThanConnectionsAreStillAnswered() {
        server.holdAll();
        var consul = within(Duration.ofSeconds(5), server.url("http"));

        for (int round = 0; round < 3; round++) {
            var self = consul.self();
            var leader = consul.leader();
            var peers = consul.peers();
            assertThat(answer(self).failure()).isPresent();
            assertThat(answer(leader).failure()).isPresent();
            assertThat(answer(peers).failure()).isPresent();
        }
        server.release();
        server.play("1.22.7", "follower");

        assertThat(answer(consul.leader()).seen()).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "400, STATUS, status 400: Client sent an HTTP request to an HTTPS server.",
        "403, FORBIDDEN, status 403: Permission denied",
        "404, STATUS, status 404:",
        "415, STATUS, status 415: Prometheus is not enabled",
        "429, STATUS, status 429: too many requests",
        "500, STATUS, status 500: No cluster leader",
    })
    void aRefusalReportsStatusAndBody(int status, Cause cause, String words) {
        var line = words.substring("status nnn:".length()).strip();
        server.play("/v1/status/leader", new Played(status, line.isEmpty() ? "" : line + "\r\n"));

        assertThat(failure(at(server.url("http")))).isEqualTo(new ConsulError(cause, words));
    }

    @Test
    void aRefusalReportsTheCauseOnLaterLines() {
        server.play(new Played(500, """
                1 error occurred:
                \t* Failed to join 127.0.0.1:8301: No installed keys could decrypt the message

                """));

        assertThat(failure(at(server.url("http"))).words())
                .isEqualTo(
                        "status 500: 1 error occurred: Failed to join 127.0.0.1:8301: No installed keys could decrypt the message");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>", "{\"leader\"", "17", "null", "[\"a\"]", "\"a\" \"b\""})
    void whatIsNotTheExpectedJsonIsAnInvalidAnswer(String body) {
        server.play("/v1/status/leader", new Played(200, body));

        var failure = failure(at(server.url("http")));

        assertThat(failure.cause()).isEqualTo(Cause.INVALID_ANSWER);
        assertThat(failure.words()).startsWith("unreadable answer, no ").hasSizeLessThan(250);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{\"Config\":{\"NodeName\":\"a\",\"NodeID\":\"b\",\"Version\":\"1\"},\"Stats\":{\"raft\":{}}}",
                "{\"Config\":{\"NodeName\":\"a\",\"NodeID\":\"b\",\"Version\":\"1\"},\"Stats\":{\"raft\":{\"last_contact\":\"soon\"}}}",
                "{\"Config\":{\"NodeName\":\"a\",\"NodeID\":\"b\",\"Version\":\"1\"},\"Stats\":{\"raft\":{\"last_contact\":\"9999999h\"}}}",
                "{\"Config\":{\"NodeName\":\"a\",\"NodeID\":\"b\",\"Version\":\"1\"},\"Stats\":{\"raft\":{\"last_contact\":\"0\",\"state\":\"Leader\",\"term\":\"x\"}}}"
            })
    void anAgentWithoutRequiredFieldsIsAnInvalidAnswer(String body) {
        server.play("/v1/agent/self", new Played(200, body));

        assertThat(answer(at(server.url("http")).self()).failure().map(ConsulError::cause))
                .contains(Cause.INVALID_ANSWER);
    }

    @Test
    void anAgentWithoutRaftIsAClient() {
        server.play(
                "/v1/agent/self",
                new Played(200, "{\"Config\":{\"NodeName\":\"a\",\"NodeID\":\"b\",\"Version\":\"1\"},\"Stats\":{}}"));

        assertThat(answer(at(server.url("http")).self()).seen())
                .contains(new Agent("a", "b", "1", Optional.empty(), Optional.empty(), Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"term", "commit_index", "applied_index", "last_log_index", "last_snapshot_term"})
    void negativeCountsAreAnInvalidAnswer(String count) {
        var answers = FakeConsul.recorded("1.22.7", "follower");
        var recorded = Objects.requireNonNull(answers.get("/v1/agent/self")).body();
        var body = recorded.replaceFirst("\"%s\":\"\\d+\"".formatted(count), "\"%s\":\"-5\"".formatted(count));
        assertThat(body).isNotEqualTo(recorded);
        server.play("/v1/agent/self", new Played(200, body));

        assertThat(answer(at(server.url("http")).self()).failure())
                .contains(new ConsulError(Cause.INVALID_ANSWER, "unreadable answer, %s is '-5'".formatted(count)));
    }

    @Test
    void namesFromConsulAreSafeToPrint() {
        server.play("/v1/status/leader", new Played(200, "\"10.0.0.1:8300\\n\\u001b[2Jready as leader\""));
        server.play("/v1/status/peers", new Played(200, "[\"10.0.0.1:8300\\r\"]"));
        server.play("/v1/agent/members", new Played(200, """
                [{"Name": "a\\nb", "Addr": "fd00::5\\u009b", "Port": 8301, "Status": 1,
                  "Tags": {"role": "consul", "id": "b\\u2028", "port": "8300", "dc": "dc1\\u202e"}}]"""));
        var consul = at(server.url("http"));

        assertThat(answer(consul.leader()).seen()).contains("10.0.0.1:8300??[2Jready as leader");
        assertThat(answer(consul.peers()).seen()).contains(List.of("10.0.0.1:8300?"));
        assertThat(answer(consul.members()).seen().orElseThrow().members())
                .containsExactly(new Member(
                        "a?b", "[fd00::5?]:8301", "dc1?", 1, Optional.of(new Member.Server("b?", "[fd00::5?]:8300"))));
    }

    @Test
    void anEndlessBodyIsTooLarge() {
        server.play("/v1/health/node/lictor", new Played(200, " ".repeat(1 << 20) + " "));

        assertThat(answer(at(server.url("http")).leaderContact()).failure())
                .contains(new ConsulError(Cause.TOO_LARGE, "an answer of more than 1048576 bytes"));
    }

    @Test
    void aLargeTreeIsTooLarge() {
        server.play("/v1/status/peers", new Played(200, "[" + "\"10.0.0.1:8300\",".repeat(20_000) + "\"\"]"));

        assertThat(answer(at(server.url("http")).peers()).failure())
                .contains(new ConsulError(Cause.TOO_LARGE, "an answer of which more than 262144 characters matter"));
    }

    @Test
    void deeplyNestedJsonIsAnInvalidAnswer() {
        server.play(new Played(200, "[".repeat(500_000)));

        var failure = failure(at(server.url("http")));

        assertThat(failure.cause()).isEqualTo(Cause.INVALID_ANSWER);
        assertThat(failure.words()).contains("nesting depth");
    }

    @Test
    void ofManyMembersAllServersAndTheFirstAgentsAreKeptAndAllAreCounted() {
        var agents = IntStream.range(0, 25_000)
                .mapToObj(n -> member("agent-%05d".formatted(n), n % 2 == 0 ? 1 : 3, "node"))
                .toList();
        var servers = List.of(member("z-server", 1, "consul"), member("y-server", 4, "consul"));
        var all = Stream.concat(agents.stream(), servers.stream()).collect(Collectors.joining(",", "[", "]"));
        server.play("/v1/agent/members", new Played(200, all));

        var gossip = answer(at(server.url("http")).members()).seen().orElseThrow();

        assertThat(gossip.present()).isEqualTo(12_502);
        assertThat(gossip.members())
                .hasSize(102)
                .extracting(Member::name)
                .startsWith("z-server", "y-server", "agent-00000")
                .endsWith("agent-00099");
    }

    private static String member(String name, int status, String role) {
        return """
                {"Name": "%s", "Addr": "10.0.0.1", "Port": 8301, "Status": %d, "Delegate": [1, {"a": [2.5, null, 1e999]}],
                 "Tags": {"role": "%s", "id": "b", "port": "8300", "dc": "dc1", "build": "1.22.7:0a1b2c3d"}}""".formatted(name, status, role);
    }

    /** The server, or a proxy before it, closes an idle connection before the client does. */
    @Test
    void aGetIsRepeatedWhenAnIdleConnectionWasClosed() throws IOException {
        try (var socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> answerOncePerConnection(socket));
            var consul = at(URI.create("http://127.0.0.1:" + socket.getLocalPort()));

            for (int round = 0; round < 5; round++) {
                assertThat(answer(consul.leader())).isEqualTo(new ConsulResult.Seen<>("10.0.0.1:8300"));
            }
        }
    }

    @Test
    void aCommandIsNotRepeated() throws IOException {
        var orders = new AtomicInteger();
        try (var socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual()
                    .start(() -> acceptAll(socket, connection -> {
                        skipRequest(connection.getInputStream());
                        orders.incrementAndGet();
                    }));
            var url = URI.create("http://127.0.0.1:" + socket.getLocalPort());
            var consul = new ConsulHttpApi(VERTX, new ConsulEndpoint(url, folder, Optional.empty(), TIMEOUT));

            assertThat(answer(consul.reload()).failure().map(ConsulError::cause))
                    .contains(Cause.NETWORK);
            assertThat(orders).hasValue(1);
        }
    }

    /** Of each it reads the next request, too, and closes. */
    private static void answerOncePerConnection(ServerSocket socket) {
        acceptAll(socket, connection -> {
            var input = connection.getInputStream();
            skipRequest(input);
            connection
                    .getOutputStream()
                    .write("HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n\"10.0.0.1:8300\""
                            .getBytes(StandardCharsets.US_ASCII));
            skipRequest(input);
        });
    }

    private interface Connected {
        void serve(Socket connection) throws IOException;
    }

    private static void acceptAll(ServerSocket socket, Connected connected) {
        while (!socket.isClosed()) {
            try {
                var connection = socket.accept();
                Thread.ofVirtual().start(() -> {
                    try (connection) {
                        connected.serve(connection);
                    } catch (IOException e) {
                        // the client has gone
                    }
                });
            } catch (IOException e) {
                // the test is over
            }
        }
    }

    private static void skipRequest(InputStream input) throws IOException {
        int newlines = 0;
        for (int read = input.read(); read >= 0 && newlines < 2; ) {
            newlines = read == '\n' ? newlines + 1 : read == '\r' ? newlines : 0;
            read = newlines < 2 ? input.read() : read;
        }
    }

    @Test
    void anAnswerThatIsNotHttpIsAnInvalidAnswer() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try (var connection = socket.accept()) {
                    connection.getOutputStream().write("220 smtp ready\r\n".getBytes(StandardCharsets.US_ASCII));
                    connection.getInputStream().readAllBytes();
                } catch (IOException e) {
                    // the client has seen enough
                }
            });

            var failure = failure(at(URI.create("http://127.0.0.1:" + socket.getLocalPort())));

            assertThat(failure.words()).startsWith("not HTTP: ");
            assertThat(failure.cause()).isEqualTo(Cause.INVALID_ANSWER);
        }
    }

    @Test
    void aClosedConnectionIsANetworkError() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> acceptAll(socket, Socket::close));

            assertThat(failure(at(URI.create("http://127.0.0.1:" + socket.getLocalPort())))
                            .cause())
                    .isEqualTo(Cause.NETWORK);
        }
    }

    @Test
    void theTokenIsReadForEachRequest() throws IOException {
        var file = folder.resolve("token");
        var consul =
                new ConsulHttpApi(VERTX, new ConsulEndpoint(server.url("http"), folder, Optional.of(file), TIMEOUT));

        answer(consul.self());
        assertThat(server.token("/v1/agent/self")).isEmpty();

        Files.writeString(file, "first\n");
        answer(consul.self());
        assertThat(server.token("/v1/agent/self")).isEqualTo("first");

        Files.writeString(file, "second");
        answer(consul.self());
        assertThat(server.token("/v1/agent/self")).isEqualTo("second");

        Files.writeString(file, "not\r\na: token");
        answer(consul.self());
        assertThat(server.token("/v1/agent/self")).isEmpty();
    }

    @Test
    void requestsThatNeedNoTokenSendNone() throws IOException {
        var file = Files.writeString(folder.resolve("token"), "wrong");
        var consul =
                new ConsulHttpApi(VERTX, new ConsulEndpoint(server.url("http"), folder, Optional.of(file), TIMEOUT));
        server.play("1.22.7", "follower");

        answer(consul.leader());
        answer(consul.leaderContact());
        answer(consul.peers());

        assertThat(server.token("/v1/status/leader")).isEmpty();
        assertThat(server.token("/v1/health/node/lictor")).isEmpty();
        assertThat(server.token("/v1/status/peers")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"true, soon", "true, -1", "true, 18446744073709551615", "true, ", ", 17"})
    void anAnswerWithoutLeaderHeadersIsAnInvalidAnswer(@Nullable String known, @Nullable String ago) {
        var headers = new TreeMap<String, String>();
        if (known != null) {
            headers.put("X-Consul-Knownleader", known);
        }
        if (ago != null) {
            headers.put("X-Consul-Lastcontact", ago);
        }
        server.play("/v1/health/node/lictor", new Played(200, headers, "[]"));

        assertThat(answer(at(server.url("http")).leaderContact()).failure().map(ConsulError::cause))
                .contains(Cause.INVALID_ANSWER);
    }

    @Test
    void status429OfAutopilotIsAnAnswer() {
        server.play(
                "/v1/operator/autopilot/health",
                new Played(429, "{\"Healthy\":false,\"FailureTolerance\":0,\"Servers\":null}"));

        assertThat(answer(at(server.url("http")).autopilot()).seen()).contains(new Autopilot(false, 0, List.of()));
    }

    @Test
    void autopilotOfAVersionWithoutItIsAFailure() {
        assertThat(answer(at(server.url("http")).autopilot()).failure())
                .contains(new ConsulError(Cause.STATUS, "status 404:"));
    }

    private static ConsulApi at(URI url) {
        return within(TIMEOUT, url);
    }

    private static ConsulApi within(Duration limit, URI url) {
        return new ConsulHttpApi(VERTX, new ConsulEndpoint(url, Path.of("none"), Optional.empty(), limit));
    }

    private static ConsulError failure(ConsulApi consul) {
        return answer(consul.leader()).failure().orElseThrow();
    }
}
