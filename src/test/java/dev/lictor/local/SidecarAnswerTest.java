package dev.lictor.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SidecarAnswerTest {
    @Test
    void aReadyServer() {
        assertThat(SidecarAnswer.read("""
                        {"status": "UP", "checks": [{"name": "consul server", "status": "UP", "data": {
                          "role": "follower", "age": "412 ms", "server": "consul-1", "leader": "127.0.0.1:8300",
                          "term": 2, "last_contact": "34 ms", "peers": 3}}]}
                        """))
                .isEqualTo(
                        new SidecarAnswer.Reported(true, "follower", "127.0.0.1:8300", "3", "2", "34 ms", List.of()));
    }

    @Test
    void aServerThatIsNotReady() {
        assertThat(SidecarAnswer.read("""
                        {"status": "DOWN", "checks": [{"name": "consul server", "status": "DOWN", "data": {
                          "role": "unknown", "age": "5 ms", "reasons": "no leader is known; this server does not vote"}}]}
                        """))
                .isEqualTo(new SidecarAnswer.Reported(
                        false, "unknown", "", "", "", "", List.of("no leader is known", "this server does not vote")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "not found", "{}", "{\"status\":\"UP\",\"checks\":[{\"name\":\"other\",\"status\":\"UP\"}]}"
            })
    void anythingElseIsNoAnswer(String body) {
        assertThat(SidecarAnswer.read(body)).isInstanceOf(SidecarAnswer.NoAnswer.class);
    }
}
