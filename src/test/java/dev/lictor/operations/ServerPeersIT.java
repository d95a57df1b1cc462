package dev.lictor.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lictor.bootstrap.MemoryCluster;
import dev.lictor.consul.Answer;
import dev.lictor.consul.Failure;
import dev.lictor.consul.RemoteConsul;
import dev.lictor.servers.ConsulServers;
import dev.lictor.servers.RealConsul;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Raft of real servers, of which one is gone. */
@Tag("once")
class ServerPeersIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Vertx VERTX = Vertx.vertx();

    @TempDir
    Path directory;

    @AfterAll
    static void end() {
        VERTX.close();
    }

    @ParameterizedTest
    @EnumSource
    void aPeerThatOnlyGossipHasForgottenIsTakenOutOfRaft(RealConsul version) throws IOException {
        try (var servers = new ConsulServers(version, directory, 3, Map.of(), Map.of());
                var peers = peers(servers)) {
            servers.startAll();
            await().atMost(PATIENCE).until(() -> peers.count().equals(new Answer.Seen<>(3)));

            // Given a server that is gone, and others that have lost what gossip knew of it
            for (int server = 0; server < 3; server++) {
                servers.kill(server);
            }
            for (int server = 0; server < 2; server++) {
                delete(directory.resolve("server-%d/data/serf".formatted(server)));
                servers.start(server);
            }
            await().atMost(PATIENCE).until(() -> peers.count().equals(new Answer.Seen<>(3)));

            // When Raft is to forget it, then it does, and keeps the others
            await().atMost(PATIENCE).until(() -> {
                peers.forget("consul-2");
                return peers.count().equals(new Answer.Seen<>(2));
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoMayNotReadRaftsConfigurationCountsPeersAllTheSame(RealConsul version) {
        var closed = Map.<String, Object>of("acl", Map.of("enabled", true, "default_policy", "deny"));
        try (var servers = new ConsulServers(version, directory, 3, Map.of(), closed);
                var peers = peers(servers)) {
            servers.startAll();
            var all = servers.spec().names().servers(3);

            await().atMost(PATIENCE).until(() -> peers.highestCount(all).equals(new Answer.Seen<>(3)));
            assertThat(peers.count().failure().map(Failure::forbidden)).contains(true);

            servers.kill(2);
            await().atMost(PATIENCE).until(() -> peers.highestCount(all).equals(new Answer.Seen<>(3)));
        }
    }

    private static ServerPeers peers(ConsulServers servers) {
        var identity = servers.keys().identity(servers.spec().serverHostname());
        return new ServerPeers(
                new MemoryCluster(),
                servers.spec(),
                servers.reach(),
                new RemoteConsul(VERTX, identity, Optional.empty(), Duration.ofSeconds(15)));
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
