package dev.lictor.it.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lictor.consul.ConsulCommands.Done;
import dev.lictor.consul.ConsulResult;
import dev.lictor.consul.http.ConsulEndpoint;
import dev.lictor.consul.http.ConsulHttpApi;
import dev.lictor.consul.http.TlsProbe;
import dev.lictor.testing.servers.ConsulServers;
import dev.lictor.testing.servers.RealConsul;
import dev.lictor.testing.servers.ShownCertificate;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A handshake shows the certificate that a real server serves. */
@Tag("once")
class TlsProbeIT {
    private static final Vertx VERTX = Vertx.vertx();
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    @TempDir
    Path directory;

    @AfterAll
    static void end() {
        VERTX.close();
    }

    @ParameterizedTest
    @EnumSource
    void bothPortsShowTheOldCertificateUntilTheServerIsReloaded(RealConsul version) {
        try (var servers = new ConsulServers(version, directory, 1, Map.of(), Map.of())) {
            servers.start(0);
            var endpoint = new ConsulEndpoint(
                    servers.url(0), servers.tlsDirectory(), Optional.empty(), Duration.ofSeconds(30));
            var consul = new ConsulHttpApi(VERTX, endpoint);
            var handshakes = new TlsProbe(VERTX, endpoint);
            await().atMost(TIMEOUT)
                    .until(() -> consul.leader()
                            .toCompletableFuture()
                            .join()
                            .seen()
                            .filter(leader -> !leader.isEmpty())
                            .isPresent());

            var before = ShownCertificate.of(servers.url(0).getPort()).orElseThrow();
            var renewed = servers.renew().certificate();
            assertThat(renewed).isNotEqualTo(before);
            assertThat(handshakes.https().toCompletableFuture().join()).isEqualTo(new ConsulResult.Seen<>(before));
            assertThat(handshakes.rpc(servers.rpcPort(0)).toCompletableFuture().join())
                    .isEqualTo(new ConsulResult.Seen<>(before));

            assertThat(consul.reload().toCompletableFuture().join()).isEqualTo(new ConsulResult.Seen<>(Done.DONE));

            assertThat(handshakes.https().toCompletableFuture().join()).isEqualTo(new ConsulResult.Seen<>(renewed));
            assertThat(handshakes.rpc(servers.rpcPort(0)).toCompletableFuture().join())
                    .isEqualTo(new ConsulResult.Seen<>(renewed));
            assertThat(ShownCertificate.ofRpc(servers.rpcPort(0))).contains(renewed);
        }
    }
}
