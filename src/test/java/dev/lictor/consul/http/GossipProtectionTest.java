package dev.lictor.consul.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.consul.GossipProtection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GossipProtectionTest {
    @ParameterizedTest
    @ValueSource(strings = {"1.7.2", "1.22.7"})
    void isReadFromRecordedAnswers(String version) throws Exception {
        var recorded =
                Files.readString(Path.of("src/test/resources/consul-answers", version, "follower", "agent-self.body"));
        var open = recorded.replace("\"EncryptVerifyIncoming\":true", "\"EncryptVerifyIncoming\":false");

        assertThat(read(recorded)).isEqualTo(new GossipProtection(true, Optional.of(true), Optional.of(true)));
        assertThat(read(open)).isEqualTo(new GossipProtection(true, Optional.of(false), Optional.of(true)));
    }

    private static GossipProtection read(String body) throws ConsulJson.UnreadableException {
        return ConsulJson.read(body.getBytes(StandardCharsets.UTF_8), AgentJson::gossipProtection);
    }
}
