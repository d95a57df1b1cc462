package dev.lictor.consul.http;

import static dev.lictor.consul.http.RecordedAnswersTest.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.consul.ConsulCommands;
import dev.lictor.consul.ConsulCommands.Done;
import dev.lictor.consul.ConsulError;
import dev.lictor.consul.ConsulError.Cause;
import dev.lictor.consul.ConsulResult.Seen;
import dev.lictor.consul.ServerHealth;
import dev.lictor.testing.FakeConsul;
import dev.lictor.testing.FakeConsul.Played;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands to Consul, and their results. */
class ConsulCommandsTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static final String TOKEN = "00000000-0000-4000-8000-000000000000";

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
    void anEmptyAnswerMeansDone() throws IOException {
        server.play("/v1/agent/reload", new Played(200, ""));
        server.play("/v1/agent/join/consul-1.consul.svc", new Played(200, ""));

        assertThat(answer(consul().reload())).isEqualTo(new Seen<>(Done.DONE));
        assertThat(answer(consul().join("consul-1.consul.svc"))).isEqualTo(new Seen<>(Done.DONE));
    }

    @Test
    void aRefusalIsReportedWithoutTheToken() throws IOException {
        server.play("/v1/agent/reload", new Played(403, "token " + TOKEN + " lacks permission 'agent:write'"));

        assertThat(answer(consul().reload()).failure())
                .contains(new ConsulError(Cause.FORBIDDEN, "status 403: token (token) lacks permission 'agent:write'"));
    }

    @Test
    void aTransferMustSayThatItSucceeded() throws IOException {
        server.play("/v1/operator/raft/transfer-leader", new Played(200, "{\"Success\":true}"));
        assertThat(answer(consul().transferLeadership("id-0"))).isEqualTo(new Seen<>(Done.DONE));

        server.play("/v1/operator/raft/transfer-leader", new Played(200, "{\"Success\":false}"));
        assertThat(answer(consul().transferLeadership("id-0")).failure()).isPresent();
    }

    @Test
    void status429OfAutopilotIsAnAnswer() throws IOException {
        server.play("/v1/operator/autopilot/health", new Played(429, """
                {"Healthy":false,"FailureTolerance":0,"Servers":[
                 {"ID":"id-0","Name":"consul-0","SerfStatus":"alive","Leader":true,"Healthy":true,"Voter":true,
                  "LastContact":"0s","LastIndex":31},
                 {"ID":"id-1","Name":"consul-1","SerfStatus":"failed","Leader":false,"Healthy":false,"Voter":true}]}"""));

        assertThat(answer(consul().health()).seen().orElseThrow())
                .containsExactly(
                        new ServerHealth("id-0", "consul-0", true, true, true, true, Optional.of(Duration.ZERO), 31),
                        new ServerHealth("id-1", "consul-1", false, true, false, false, Optional.empty(), 0));

        server.play("/v1/operator/autopilot/health", new Played(429, "{\"Healthy\":false,\"Servers\":null}"));
        assertThat(answer(consul().health()).seen()).contains(List.of());
    }

    private ConsulCommands consul() throws IOException {
        var token = Files.writeString(folder.resolve("token"), TOKEN);
        return new ConsulHttpApi(
                VERTX, new ConsulEndpoint(server.url("http"), folder, Optional.of(token), Duration.ofSeconds(60)));
    }
}
