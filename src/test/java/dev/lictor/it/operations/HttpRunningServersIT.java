package dev.lictor.it.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lictor.bootstrap.takeover.RaftSurvey;
import dev.lictor.consul.Agent;
import dev.lictor.operations.DataFolderInspector;
import dev.lictor.operations.HttpRunningServers;
import dev.lictor.testing.servers.ConsulServers;
import dev.lictor.testing.servers.RealConsul;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Asks real servers for their Raft state. */
@Tag("once")
class HttpRunningServersIT {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final Vertx VERTX = Vertx.vertx();

    @TempDir
    Path directory;

    @AfterAll
    static void end() {
        VERTX.close();
    }

    @ParameterizedTest
    @EnumSource
    void aMissingServerIsNamedAndWithoutAMajorityNoServerIsReplaced(RealConsul version) {
        try (var servers = new ConsulServers(version, directory, 3, Map.of(), Map.of());
                var asked = asked(servers)) {
            servers.startAll();
            await().atMost(TIMEOUT)
                    .untilAsserted(() -> assertThat(survey(asked).problems()).isEmpty());
            assertThat(survey(asked).agents().values())
                    .allSatisfy(answer -> assertThat(answer.seen().map(Agent::version))
                            .hasValueSatisfying(said -> assertThat(said).startsWith(version.version())));

            servers.kill(2);
            await().atMost(TIMEOUT)
                    .untilAsserted(() -> assertThat(survey(asked).problems())
                            .singleElement()
                            .asString()
                            .startsWith("consul-2 does not say how its Raft is: HTTPS on 8501: "));

            servers.kill(1);
            await().atMost(TIMEOUT)
                    .untilAsserted(() -> assertThat(survey(asked).problems())
                            .hasSize(3)
                            .last()
                            .isEqualTo("none of the servers leads"));
        }
    }

    private static RaftSurvey survey(HttpRunningServers asked) {
        return asked.raft(
                IntStream.range(0, 3).mapToObj(HttpRunningServersIT::pod).toList());
    }

    private static HttpRunningServers asked(ConsulServers servers) {
        var identity = servers.keys().identity(servers.spec().serverHostname());
        return new HttpRunningServers(
                servers.spec(),
                () -> Optional.of(identity),
                servers::reach,
                () -> VERTX,
                Optional.empty(),
                new DataFolderInspector(
                        (pod, container, command) -> {
                            throw new IOException("no files");
                        },
                        (namespace, claim) -> Optional.empty()));
    }

    private static Pod pod(int ordinal) {
        return new PodBuilder()
                .withNewMetadata()
                .withName("consul-" + ordinal)
                .withUid("uid-" + ordinal)
                .endMetadata()
                .build();
    }
}
