package dev.lictor.it.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lictor.bootstrap.DataRecord;
import dev.lictor.bootstrap.RaftProgress;
import dev.lictor.consul.ConsulError;
import dev.lictor.consul.ConsulResult;
import dev.lictor.consul.http.BlockingConsulClient;
import dev.lictor.manifests.StatefulSetObject;
import dev.lictor.operations.ConsulRaftPeers;
import dev.lictor.testing.FakeKubernetesApi;
import dev.lictor.testing.servers.ConsulServers;
import dev.lictor.testing.servers.RealConsul;
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

/** Raft peers of real servers after one server was lost. */
@Tag("once")
class ConsulRaftPeersIT {
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
    void aPeerThatOnlyGossipHasForgottenIsRemovedFromRaft(RealConsul version) {
        try (var servers = new ConsulServers(version, directory, 3, Map.of(), Map.of());
                var peers = peers(servers)) {
            servers.startAll();
            await().atMost(TIMEOUT).until(() -> peers.count().equals(new ConsulResult.Seen<>(3)));

            // Given a dead server that gossip no longer lists
            for (int server = 0; server < 3; server++) {
                servers.kill(server);
            }
            for (int server = 0; server < 2; server++) {
                servers.forgetGossip(server);
                servers.start(server);
            }
            await().atMost(TIMEOUT).until(() -> peers.count().equals(new ConsulResult.Seen<>(3)));

            // When it is removed, Raft keeps the other peers
            await().atMost(TIMEOUT).until(() -> {
                peers.forget("consul-2");
                return peers.count().equals(new ConsulResult.Seen<>(2));
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void withoutTheRightToReadRaftsConfigurationPeersAreCounted(RealConsul version) {
        var closed = Map.<String, Object>of("acl", Map.of("enabled", true, "default_policy", "deny"));
        try (var servers = new ConsulServers(version, directory, 3, Map.of(), closed);
                var peers = peers(servers)) {
            servers.startAll();
            var all = servers.spec().names().servers(3);

            await().atMost(TIMEOUT).until(() -> peers.highestCount(all).equals(new ConsulResult.Seen<>(3)));
            assertThat(peers.count().failure().map(ConsulError::forbidden)).contains(true);

            servers.kill(2);
            await().atMost(TIMEOUT).until(() -> peers.highestCount(all).equals(new ConsulResult.Seen<>(3)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void serversThatAllLostTheirDataAreNotThoseOfAnEarlierRun(RealConsul version) {
        try (var servers = new ConsulServers(version, directory, 3, Map.of(), Map.of());
                var peers = peers(servers)) {
            // Given servers that an earlier run saw
            var kubernetes = new FakeKubernetesApi();
            kubernetes.apply(StatefulSetObject.of(servers.spec()));
            var record = new DataRecord(kubernetes, servers.spec());
            servers.startAll();
            var first = progress(peers);
            assertThat(record.compare(first)).isEmpty();

            // A restart keeps their identity
            for (int server = 0; server < 3; server++) {
                servers.kill(server);
            }
            servers.startAll();
            var restarted = progress(peers);
            assertThat(restarted.servers()).isEqualTo(first.servers());
            assertThat(record.compare(restarted)).isEmpty();

            // A loss of data changes it, even if the new log is longer
            servers.loseAll();
            servers.startAll();
            var anew = progress(peers);
            assertThat(anew.servers()).hasSize(3).doesNotContainAnyElementsOf(first.servers());
            var longer = new RaftProgress(restarted.index() + 100, anew.servers());
            assertThat(record.compare(longer))
                    .get()
                    .asString()
                    .startsWith("data may be lost: no server that was in Raft's configuration at an earlier run");
        }
    }

    /** Waits until all servers are Raft peers and the leader has written an entry. */
    private static RaftProgress progress(ConsulRaftPeers peers) {
        return await().atMost(TIMEOUT)
                .until(
                        peers::progress,
                        progress -> progress.filter(seen -> seen.servers().size() == 3 && seen.index() > 0)
                                .isPresent())
                .orElseThrow();
    }

    private static ConsulRaftPeers peers(ConsulServers servers) {
        var identity = servers.keys().identity(servers.spec().serverHostname());
        return new ConsulRaftPeers(
                new FakeKubernetesApi(),
                servers.spec(),
                servers.reach(),
                new BlockingConsulClient(VERTX, identity, Optional.empty(), Duration.ofSeconds(15)));
    }
}
