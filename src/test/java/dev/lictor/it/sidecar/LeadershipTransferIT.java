package dev.lictor.it.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lictor.testing.servers.ConsulServers;
import dev.lictor.testing.servers.FinishedProcess;
import dev.lictor.testing.servers.LictorProcess;
import dev.lictor.testing.servers.RealConsul;
import dev.lictor.testing.servers.ServerWriter;
import dev.lictor.testing.servers.StartedServers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/** The preStop hook on real servers. */
@Tag("native")
class LeadershipTransferIT {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final int SERVERS = 3;

    @TempDir
    Path directory;

    @AutoClose
    private final StartedServers started = new StartedServers();

    @Test
    void aLeaderThatStopsTransfersLeadershipFirst(TestReporter reporter) {
        // Given three servers, and a client that writes all the time
        var servers = servers(RealConsul.NEWEST);
        var sidecars = sidecars(servers);
        servers.startAll();
        await().atMost(TIMEOUT).until(() -> sidecars.stream().allMatch(LeadershipTransferIT::ready));

        // When the leader stops with the hook, and the next leader without it
        var first = leader(sidecars);
        var expected = first == 0 ? 1 : 0;
        var told = new ArrayList<FinishedProcess>();
        var withHook = gap(servers, first, () -> {
            told.add(handover(servers, sidecars, first));
            servers.terminate(first);
        });

        // Then the server with the lowest other ordinal leads
        assertThat(told.getFirst().exitCode()).isZero();
        assertThat(told.getFirst().out()).startsWith("handed leadership over to consul-" + expected + " within ");
        servers.start(first);
        await().atMost(TIMEOUT).until(() -> sidecars.stream().allMatch(LeadershipTransferIT::ready));
        await().atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(leaders(sidecars)).containsExactly(expected));

        var withoutHook = gap(servers, expected, () -> servers.terminate(expected));
        reporter.publishEntry(Map.of(
                "longest time without a write, handed over", withHook.toMillis() + " ms",
                "longest time without a write, SIGTERM alone", withoutHook.toMillis() + " ms",
                "the hook",
                        told.getFirst().out().strip() + ", "
                                + told.getFirst().time().toMillis() + " ms in all"));
    }

    @Test
    void aFollowerAndADeadSidecarTransferNoLeadership() {
        var servers = servers(RealConsul.NEWEST);
        var sidecars = sidecars(servers);
        servers.startAll();
        await().atMost(TIMEOUT).until(() -> sidecars.stream().allMatch(LeadershipTransferIT::ready));
        var leader = leader(sidecars);
        var follower = (leader + 1) % SERVERS;

        var asked = handover(servers, sidecars, follower);
        assertThat(asked.exitCode()).isZero();
        assertThat(asked.out())
                .isEqualToIgnoringNewLines("this server does not lead, so there is nothing to hand over");

        sidecars.get(leader).close();
        var dead = handover(servers, sidecars, leader);
        assertThat(dead.exitCode()).isZero();
        assertThat(dead.out()).startsWith("the sidecar does not answer, so it alone is being restarted");
        assertThat(sidecars.get(follower).ready()).containsEntry("leader", servers.raftAddress(leader));
    }

    @Test
    void anOldConsulCannotTransferLeadershipAndTheHookSaysSo() {
        var servers = servers(RealConsul.OLDEST);
        var sidecars = sidecars(servers);
        servers.startAll();
        await().atMost(TIMEOUT).until(() -> sidecars.stream().allMatch(LeadershipTransferIT::ready));

        var asked = handover(servers, sidecars, leader(sidecars));

        assertThat(asked.exitCode()).isZero();
        assertThat(asked.out())
                .isEqualToIgnoringNewLines(
                        "Consul 1.7.2 cannot transfer leadership, 1.15 and newer can; the others will elect a leader");
    }

    /** The longest time without a successful write through the remaining servers during this action. */
    private static Duration gap(ConsulServers servers, int stopped, Runnable event) {
        try (var writer = new ServerWriter(servers, (stopped + 1) % SERVERS)) {
            await().atMost(TIMEOUT).until(() -> writer.writes() > 20);
            event.run();
            var after = writer.writes();
            await().atMost(TIMEOUT).until(() -> writer.writes() > after + 50);
            return writer.longestGap();
        }
    }

    private static FinishedProcess handover(ConsulServers servers, List<SidecarProcess> sidecars, int server) {
        var settings = new HashMap<>(servers.sidecarSettings(server));
        settings.put("LICTOR_SIDECAR_HOST", "127.0.0.1");
        settings.put(
                "LICTOR_SIDECAR_PORT", Integer.toString(sidecars.get(server).port()));
        return LictorProcess.run(settings, "handover", "--timeout=10");
    }

    private ConsulServers servers(RealConsul version) {
        return started.add(
                new ConsulServers(version, directory, SERVERS, Map.of("lictor.raft-multiplier", "1"), Map.of()));
    }

    private List<SidecarProcess> sidecars(ConsulServers servers) {
        return IntStream.range(0, SERVERS)
                .mapToObj(server -> {
                    return started.add(SidecarProcess.start(directory, servers.sidecarSettings(server)));
                })
                .toList();
    }

    private static boolean ready(SidecarProcess sidecar) {
        return sidecar.probe("ready") == 200;
    }

    /** Sidecars report a new leader with their next poll, so for a moment none or two report leadership. */
    private static int leader(List<SidecarProcess> sidecars) {
        return await().atMost(TIMEOUT)
                .until(() -> leaders(sidecars), leaders -> leaders.size() == 1)
                .getFirst();
    }

    private static List<Integer> leaders(List<SidecarProcess> sidecars) {
        return IntStream.range(0, SERVERS)
                .filter(server -> "leader".equals(sidecars.get(server).ready().get("role")))
                .boxed()
                .toList();
    }
}
