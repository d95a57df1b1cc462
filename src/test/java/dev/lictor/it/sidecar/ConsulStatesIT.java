package dev.lictor.it.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lictor.testing.servers.ConsulServers;
import dev.lictor.testing.servers.RealConsul;
import dev.lictor.testing.servers.StartedServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Three real servers with sidecars lose their leader, and then the quorum. */
class ConsulStatesIT {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final String TOKEN = "00000000-0000-4000-8000-000000000000";

    @TempDir
    Path directory;

    @AutoClose
    private final StartedServers started = new StartedServers();

    @ParameterizedTest
    @EnumSource
    void theLossOfALeaderAndThenOfTheQuorum(RealConsul version) {
        // Given three servers
        var servers = servers(version, Map.of());
        var sidecars = sidecars(servers);
        servers.startAll();

        // Then one leads, two follow, and all are ready
        await().atMost(TIMEOUT).until(() -> sidecars.stream().allMatch(ConsulStatesIT::ready));
        var first = leader(servers, sidecars);
        assertThat(sidecars).extracting(sidecar -> sidecar.ready().get("role")).containsOnlyOnce("leader");
        assertThat(sidecars.get(first).metrics())
                .contains("consul_raft_peers 3.0\n", "lictor_raft_is_leader 1.0\n", "lictor_raft_voter 1.0\n");

        // When the leader is killed
        servers.kill(first);
        var survivors = others(sidecars, first);

        // Then no other server stays ready under the dead leader; an election can end before the next request
        await().atMost(TIMEOUT)
                .until(() ->
                        survivors.stream().noneMatch(survivor -> isReadyUnder(servers.raftAddress(first), survivor)));

        // And they are ready again when another server leads
        await().atMost(TIMEOUT)
                .until(() -> survivors.stream().allMatch(ConsulStatesIT::ready)
                        && leader(servers, survivors, sidecars) != first);

        // And the sidecar of the killed server still answers, and reports only that
        var alone = sidecars.get(first);
        assertThat(alone.probe("live")).isEqualTo(200);
        assertThat(alone.ready()).containsEntry("status", "DOWN").containsEntry("role", "unknown");
        assertThat(alone.ready().get("reasons")).startsWith("status/leader: Connection refused");
        assertThat(alone.metrics())
                .contains("consul_up 0.0\n", "lictor_ready 0.0\n")
                .doesNotContainPattern("(?m)^(consul|lictor)_raft_(?!leader_changes)");

        // When the second leader is killed, too
        var second = leader(servers, survivors, sidecars);
        servers.kill(second);
        var last = others(survivors, sidecars.get(second)).getFirst();

        // Then the last server has no leader, and its sidecar still answers
        await().atMost(TIMEOUT)
                .until(() -> Optional.ofNullable(last.ready().get("reasons"))
                        .filter(reasons -> reasons.contains("no leader is known"))
                        .isPresent());
        assertThat(last.probe("ready")).isEqualTo(503);
        assertThat(last.probe("live")).isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource
    void withoutATokenReadinessReportsWhatItCannotCheck(RealConsul version) throws IOException {
        var servers = servers(
                version,
                Map.of("acl", Map.of("enabled", true, "default_policy", "deny", "tokens", Map.of("master", TOKEN))));
        var sidecars = sidecars(servers);
        servers.startAll();

        await().atMost(TIMEOUT).until(() -> sidecars.stream().allMatch(ConsulStatesIT::ready));

        assertThat(sidecars).allSatisfy(sidecar -> {
            assertThat(sidecar.ready())
                    .containsEntry("role", "unknown")
                    .containsEntry("peers", "3")
                    .hasEntrySatisfying(
                            "unchecked", unchecked -> assertThat(unchecked).contains("needs a token with agent:read"));
            assertThat(sidecar.metrics())
                    .contains("consul_up 1.0\n", "lictor_raft_leader_info{")
                    .doesNotContain("\nlictor_raft_is_leader", "\nlictor_raft_term", "\nlictor_raft_voter");
        });

        // Refused requests are repeated rarely, because Consul logs each of them
        var polls = sidecars.getFirst().polls();
        var before = refusals(servers);
        await().atMost(TIMEOUT).until(() -> sidecars.getFirst().polls() >= polls + 20);
        assertThat(refusals(servers) - before).isLessThan(10);

        // And at once with another token
        Files.writeString(token(), TOKEN);
        await().atMost(TIMEOUT)
                .until(() -> sidecars.stream()
                        .map(sidecar -> sidecar.ready().getOrDefault("role", "unknown"))
                        .noneMatch("unknown"::equals));
    }

    private Path token() {
        return directory.resolve("token");
    }

    /** Requests that each poll sends, in the first server's log. */
    private static long refusals(ConsulServers servers) {
        return servers.log(0)
                .lines()
                .filter(line -> line.contains("/v1/agent/self") && line.contains("Permission denied"))
                .count();
    }

    private ConsulServers servers(RealConsul version, Map<String, Object> more) {
        return started.add(new ConsulServers(version, directory, 3, Map.of("lictor.raft-multiplier", "1"), more));
    }

    private List<SidecarProcess> sidecars(ConsulServers servers) {
        return IntStream.range(0, 3)
                .mapToObj(server -> {
                    return started.add(SidecarProcess.start(
                            directory,
                            Map.of(
                                    "LICTOR_SIDECAR_CONSUL_URL",
                                            servers.url(server).toString(),
                                    "LICTOR_SIDECAR_TLS_DIRECTORY",
                                            servers.tlsDirectory().toString(),
                                    "LICTOR_SIDECAR_TOKEN_FILE", token().toString())));
                })
                .toList();
    }

    private static boolean ready(SidecarProcess sidecar) {
        return sidecar.probe("ready") == 200;
    }

    private static boolean isReadyUnder(String leader, SidecarProcess sidecar) {
        var told = sidecar.ready();
        return told.isEmpty() || ("UP".equals(told.get("status")) && leader.equals(told.get("leader")));
    }

    private static int leader(ConsulServers servers, List<SidecarProcess> sidecars) {
        return leader(servers, sidecars, sidecars);
    }

    /** The server that all of these name, -1 while they disagree. */
    private static int leader(ConsulServers servers, List<SidecarProcess> asked, List<SidecarProcess> all) {
        var named = asked.stream()
                .map(sidecar -> sidecar.ready().getOrDefault("leader", ""))
                .distinct()
                .toList();
        return named.size() == 1
                ? IntStream.range(0, all.size())
                        .filter(server -> servers.raftAddress(server).equals(named.getFirst()))
                        .findFirst()
                        .orElse(-1)
                : -1;
    }

    private static List<SidecarProcess> others(List<SidecarProcess> sidecars, int without) {
        return others(sidecars, sidecars.get(without));
    }

    private static List<SidecarProcess> others(List<SidecarProcess> sidecars, SidecarProcess without) {
        return sidecars.stream().filter(sidecar -> !sidecar.equals(without)).toList();
    }
}
