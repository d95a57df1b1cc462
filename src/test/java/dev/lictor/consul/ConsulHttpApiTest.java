package dev.lictor.consul;

import static dev.lictor.consul.RecordedAnswersTest.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.consul.Failure.Cause;
import dev.lictor.consul.FakeConsul.Played;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
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
    /** Longer than a busy machine takes, where the limit is not the question. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

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
    void nobodyListening() throws IOException {
        int free;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }

        var failure = failure(at(URI.create("http://127.0.0.1:" + free)));

        assertThat(failure.cause()).isEqualTo(Cause.REFUSED);
        assertThat(failure.words()).isEqualTo("Connection refused: /127.0.0.1:" + free);
    }

    @Test
    void anAnswerThatDoesNotComeIsWaitedForNoLongerThanTheLimit() {
        server.hold("/v1/status/leader");

        assertThat(failure(within(Duration.ofMillis(500), server.url("http"))))
                .isEqualTo(new Failure(Cause.TIMEOUT, "no answer within 500 ms"));
    }

    @Test
    void oneQuestionThatBlocksHoldsUpNoOther() {
        server.play("1.22.7", "follower").hold("/v1/agent/self");
        var consul = within(Duration.ofSeconds(5), server.url("http"));

        var self = consul.self();

        assertThat(answer(consul.leader()).seen()).isPresent();
        assertThat(answer(consul.raftConfiguration()).seen()).isPresent();
        assertThat(answer(self).failure().map(Failure::cause)).contains(Cause.TIMEOUT);
    }

    @Test
    void moreBlockedQuestionsThanConnectionsAreStillAnswered() {
        server.holdAll();
        var consul = within(Duration.ofSeconds(5), server.url("http"));

        for (int round = 0; round < 3; round++) {
            var self = consul.self();
            var leader = consul.leader();
            assertThat(answer(self).failure()).isPresent();
            assertThat(answer(leader).failure()).isPresent();
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
    void aStatusIsToldWithTheFirstLineOfItsBody(int status, Cause cause, String words) {
        var line = words.substring("status nnn:".length()).strip();
        server.play("/v1/status/leader", new Played(status, line.isEmpty() ? "" : line + "\r\nmore\n"));

        assertThat(failure(at(server.url("http")))).isEqualTo(new Failure(cause, words));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>", "{\"leader\"", "17", "null", "[\"a\"]", "\"a\" \"b\""})
    void whatIsNotTheExpectedJsonIsGarbage(String body) {
        server.play("/v1/status/leader", new Played(200, body));

        var failure = failure(at(server.url("http")));

        assertThat(failure.cause()).isEqualTo(Cause.GARBAGE);
        assertThat(failure.words()).startsWith("unreadable answer, no ").hasSizeLessThan(250);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{\"Config\":{\"NodeName\":\"a\",\"NodeID\":\"b\",\"Version\":\"1\"},\"Stats\":{\"raft\":{}}}",
                "{\"Config\":{\"NodeName\":\"a\",\"NodeID\":\"b\",\"Version\":\"1\"},\"Stats\":{\"raft\":{\"last_contact\":\"soon\"}}}",
                "{\"Config\":{\"NodeName\":\"a\",\"NodeID\":\"b\",\"Version\":\"1\"},\"Stats\":{\"raft\":{\"last_contact\":\"0\",\"state\":\"Leader\",\"term\":\"x\"}}}"
            })
    void anAgentThatDoesNotTellWhatIsNeededIsGarbage(String body) {
        server.play("/v1/agent/self", new Played(200, body));

        assertThat(answer(at(server.url("http")).self()).failure().map(Failure::cause))
                .contains(Cause.GARBAGE);
    }

    @Test
    void anAgentWithoutRaftIsAClient() {
        server.play(
                "/v1/agent/self",
                new Played(200, "{\"Config\":{\"NodeName\":\"a\",\"NodeID\":\"b\",\"Version\":\"1\"},\"Stats\":{}}"));

        assertThat(answer(at(server.url("http")).self()).seen())
                .contains(new Agent("a", "b", "1", Optional.empty(), Optional.empty()));
    }

    @Test
    void aBodyWithoutEndIsNotHeld() {
        server.play("/v1/status/leader", new Played(200, "\"" + "x".repeat(Parts.MOST_BYTES) + "\""));

        assertThat(failure(at(server.url("http"))))
                .isEqualTo(new Failure(Cause.TOO_LARGE, "an answer of more than 1048576 bytes"));
    }

    @Test
    void whatIsNotHttpIsSaidToBe() throws IOException {
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
            assertThat(failure.cause()).isEqualTo(Cause.GARBAGE);
        }
    }

    @Test
    void aConnectionThatIsClosedIsANetworksFailure() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try {
                    socket.accept().close();
                } catch (IOException e) {
                    // the test is over
                }
            });

            assertThat(failure(at(URI.create("http://127.0.0.1:" + socket.getLocalPort())))
                            .cause())
                    .isEqualTo(Cause.NETWORK);
        }
    }

    @Test
    void theTokenIsReadAnewForEachRequest() throws IOException {
        var file = folder.resolve("token");
        var consul =
                new ConsulHttpApi(VERTX, new ConsulEndpoint(server.url("http"), folder, Optional.of(file), PATIENCE));

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
    void whatEverybodyMayAskIsAskedWithoutAToken() throws IOException {
        var file = Files.writeString(folder.resolve("token"), "wrong");
        var consul =
                new ConsulHttpApi(VERTX, new ConsulEndpoint(server.url("http"), folder, Optional.of(file), PATIENCE));
        server.play("1.22.7", "follower");

        answer(consul.leader());
        answer(consul.leaderContact());
        answer(consul.peers());

        assertThat(server.token("/v1/status/leader")).isEmpty();
        assertThat(server.token("/v1/health/node/lictor")).isEmpty();
        assertThat(server.token("/v1/status/peers")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"true, soon", "true, -1", "true, ", ", 17"})
    void anAnswerThatDoesNotTellOfTheLeaderIsGarbage(@Nullable String known, @Nullable String ago) {
        var headers = new TreeMap<String, String>();
        if (known != null) {
            headers.put("X-Consul-Knownleader", known);
        }
        if (ago != null) {
            headers.put("X-Consul-Lastcontact", ago);
        }
        server.play("/v1/health/node/lictor", new Played(200, headers, "[]"));

        assertThat(answer(at(server.url("http")).leaderContact()).failure().map(Failure::cause))
                .contains(Cause.GARBAGE);
    }

    @Test
    void autopilotSays429OfAnUnhealthyClusterAndMeansAnAnswer() {
        server.play(
                "/v1/operator/autopilot/health",
                new Played(429, "{\"Healthy\":false,\"FailureTolerance\":0,\"Servers\":null}"));

        assertThat(answer(at(server.url("http")).autopilot()).seen()).contains(new Autopilot(false, 0, List.of()));
    }

    @Test
    void autopilotOfAVersionThatHasNoneIsNoAnswer() {
        assertThat(answer(at(server.url("http")).autopilot()).failure())
                .contains(new Failure(Cause.STATUS, "status 404:"));
    }

    private static ConsulApi at(URI url) {
        return within(PATIENCE, url);
    }

    private static ConsulApi within(Duration limit, URI url) {
        return new ConsulHttpApi(VERTX, new ConsulEndpoint(url, Path.of("none"), Optional.empty(), limit));
    }

    private static Failure failure(ConsulApi consul) {
        return answer(consul.leader()).failure().orElseThrow();
    }
}
