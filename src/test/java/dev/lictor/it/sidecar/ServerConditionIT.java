package dev.lictor.it.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lictor.testing.servers.Disk;
import dev.lictor.testing.servers.Network;
import dev.lictor.testing.servers.RealConsul;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Real servers on hosts of their own, with a sidecar each, in every condition of the table in docs/reference/health.md: several
 * clusters in parallel, because most of the time they wait. The test asserts states. It writes to target/truth-table how long the sidecars took to report them.
 */
@Tag("native")
class ServerConditionIT {
    private static final Duration TIMEOUT = ConditionCluster.TIMEOUT;
    private static final String READER = "00000000-0000-4000-8000-000000000001";
    private static final String NOBODY = "00000000-0000-4000-8000-000000000002";

    /** More than one segment of Raft's log: values of half a segment each, few enough not to count as lag. */
    private static final int MANY_MEGABYTES = 160;

    /** Three servers of a cluster, and one that may join. */
    private static final int HOSTS_EACH = 4;

    @TempDir
    Path directory;

    /** The conditions of one cluster in their order. */
    private interface Story {
        void tell(ConditionCluster cluster);
    }

    @ParameterizedTest
    @EnumSource
    void everyConditionIsReported(RealConsul consul) throws IOException {
        var stories = List.<Story>of(
                ServerConditionIT::fromTheFirstStartToALoss,
                ServerConditionIT::aFollowerThatIsCutOff,
                ServerConditionIT::aLeaderThatIsCutOff,
                ServerConditionIT::aLogThatIsBehind,
                ServerConditionIT::aServerThatIsNew);
        var times = new DetectionTimes();
        int alone = stories.size() * HOSTS_EACH + 1;
        try (var network = new Network(alone)) {
            var told = IntStream.range(0, stories.size())
                    .mapToObj(n -> CompletableFuture.runAsync(
                            () -> tell(stories.get(n), consul, network, n * HOSTS_EACH + 1, times),
                            Thread::startVirtualThread))
                    .toList();
            var tokens =
                    CompletableFuture.runAsync(() -> tokens(consul, network, alone, times), Thread::startVirtualThread);
            var all = new ArrayList<>(told);
            all.add(tokens);
            // Stop all of them, because the network is removed next.
            assertThat(all.stream()
                            .map(story -> story.handle((_, thrown) -> Optional.ofNullable(thrown))
                                    .join())
                            .flatMap(Optional::stream))
                    .isEmpty();
        }
        times.write(Path.of("target/truth-table/%s.md".formatted(consul.version())));
    }

    private void tell(Story story, RealConsul consul, Network network, int first, DetectionTimes times) {
        try (var cluster = new ConditionCluster(
                        consul,
                        folder("cluster-" + first),
                        network,
                        List.of(first, first + 1, first + 2),
                        List.of(first + 3),
                        Map.of(),
                        times)
                .withSidecars()) {
            story.tell(cluster);
        }
    }

    private static void fromTheFirstStartToALoss(ConditionCluster cluster) {
        var servers = cluster.servers;
        int first = servers.hosts().getFirst();
        servers.start(first);
        cluster.told(ServerCondition.NEVER_BOOTSTRAPPED, Instant.now(), List.of(first));
        cluster.others(first).forEach(servers::start);
        cluster.healthy();

        int leader = cluster.leader();
        var others = cluster.others(leader);
        var begin = Instant.now();
        servers.kill(leader);
        cluster.toldUnlessElected(ServerCondition.LEADER_LOST, begin, others, servers.raftAddress(leader));
        cluster.told(ServerCondition.STOPPED, begin, List.of(leader));
        cluster.told(ServerCondition.OTHER_LOST, cluster.awaitLeader(others), others);
        servers.start(leader);
        cluster.readyAfterTheTruth("it led, was killed and came back", leader);
        cluster.healthy();

        // No server can be elected, so this condition lasts.
        int frozen = cluster.leader();
        int other = cluster.others(frozen).getFirst();
        int last = cluster.others(frozen).getLast();
        servers.freeze(other);
        servers.freeze(frozen);
        begin = Instant.now();
        cluster.told(ServerCondition.LEADER_LOST, begin, List.of(last));
        cluster.told(ServerCondition.HUNG, begin, List.of(frozen, other));
        servers.thaw(other);
        cluster.told(ServerCondition.OTHER_LOST, cluster.awaitLeader(List.of(other, last)), List.of(other, last));
        servers.thaw(frozen);
        cluster.readyAfterTheTruth("it led, was frozen and goes on", frozen);
        cluster.healthy();

        int follower = cluster.follower();
        begin = Instant.now();
        servers.stop(follower);
        cluster.told(ServerCondition.STOPPED, begin, List.of(follower));
        servers.start(follower);
        cluster.readyAfterTheTruth("it followed, was stopped and came back", follower);
        cluster.healthy();
    }

    private static void aFollowerThatIsCutOff(ConditionCluster cluster) {
        cluster.startAll();
        int follower = cluster.follower();
        cluster.network().loseFrom(follower);
        cluster.told(ServerCondition.UNHEARD, Instant.now(), List.of(follower));
        cluster.heal();
        follower = cluster.follower();
        cluster.network().loseTo(follower);
        cluster.told(ServerCondition.DEAF, Instant.now(), List.of(follower));
        cluster.heal();
        follower = cluster.follower();
        cluster.cut(follower);
        cluster.told(ServerCondition.CUT_OFF, Instant.now(), List.of(follower));
        cluster.heal();
    }

    private static void aLeaderThatIsCutOff(ConditionCluster cluster) {
        cluster.startAll();
        int leader = cluster.leader();
        cluster.cut(leader);
        cluster.told(ServerCondition.LEADER_CUT_OFF, Instant.now(), List.of(leader));
        cluster.told(ServerCondition.OTHER_LOST, cluster.awaitLeader(cluster.others(leader)), cluster.others(leader));
        cluster.heal();
        leader = cluster.leader();
        cluster.network().loseFrom(leader);
        cluster.told(ServerCondition.LEADER_CUT_OFF, Instant.now(), List.of(leader));
        cluster.heal();
        leader = cluster.leader();
        cluster.network().loseTo(leader);
        cluster.told(ServerCondition.LEADER_CUT_OFF, Instant.now(), List.of(leader));
        cluster.heal();
    }

    private static void aLogThatIsBehind(ConditionCluster cluster) {
        var servers = cluster.servers;
        try (var disks = new Disks(cluster)) {
            cluster.startAll();
            int leader = cluster.leader();
            int follower = cluster.others(leader).getFirst();
            disks.of(follower).hang();
            cluster.write(leader, 400);
            cluster.told(ServerCondition.DISK_HANGS, Instant.now(), List.of(follower));
            disks.of(follower).recover();
            cluster.readyAfterTheTruth("its disk hung and recovered", follower);
            cluster.healthy();

            leader = cluster.leader();
            follower = cluster.others(leader).getFirst();
            disks.of(follower).fill();
            cluster.writeLarge(leader, MANY_MEGABYTES);
            cluster.told(ServerCondition.DISK_FULL, Instant.now(), List.of(follower));
            disks.of(follower).clear();
            cluster.readyAfterTheTruth("its disk was full and has room again", follower);
            cluster.healthy();

            leader = cluster.leader();
            disks.of(leader).hang();
            cluster.writeInVain(leader);
            cluster.told(ServerCondition.LEADERS_DISK_HANGS, Instant.now(), List.of(leader));
            disks.of(leader).recover();
            cluster.readyAfterTheTruth("it leads, its disk hung and recovered", leader);
            cluster.healthy();

            leader = cluster.leader();
            follower = cluster.others(leader).getFirst();
            servers.kill(follower);
            cluster.write(leader, 2000);
            cluster.network().slowTo(follower, "1mbit");
            servers.start(follower);
            cluster.told(ServerCondition.CATCHING_UP, Instant.now(), List.of(follower));
            cluster.heal();

            leader = cluster.leader();
            var others = cluster.others(leader);
            var begin = Instant.now();
            others.forEach(servers::kill);
            cluster.told(ServerCondition.QUORUM_LOST, begin, List.of(leader));
            others.forEach(servers::start);
            cluster.readyAfterTheTruth("the quorum was lost and is back", leader);
            cluster.healthy();
        }
    }

    private static void aServerThatIsNew(ConditionCluster cluster) {
        var servers = cluster.servers;
        int newcomer = servers.hosts().getLast();
        cluster.startAll();
        servers.start(newcomer);
        cluster.told(ServerCondition.NO_VOTER, Instant.now(), List.of(newcomer));
        cluster.readyAfterTheTruth("new, and votes", newcomer);

        // A busy leader may refuse.
        await().atMost(TIMEOUT).until(() -> {
            int leader = cluster.leader();
            var id = cluster.configured(leader, newcomer).path("ID").asText();
            cluster.call(leader, "DELETE", "/v1/operator/raft/peer?id=" + id, "", "");
            return cluster.configured(leader, newcomer).isMissingNode();
        });
        cluster.told(ServerCondition.REMOVED, Instant.now(), List.of(newcomer));

        servers.kill(newcomer);
        servers.mount(newcomer, Instant.now().minus(Duration.ofDays(2)), Duration.ofDays(1));
        servers.start(newcomer);
        cluster.told(ServerCondition.EXPIRED, Instant.now(), List.of(newcomer));
        await().atMost(TIMEOUT)
                .until(() -> cluster.sidecar(newcomer)
                                .metrics()
                                .lines()
                                .filter(line -> line.contains("certificate=\"served\"")
                                        || line.contains("certificate=\"server\""))
                                .filter(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ')))
                                        < Instant.now().getEpochSecond())
                                .count()
                        == 2);
    }

    private void tokens(RealConsul consul, Network network, int host, DetectionTimes times) {
        var management = ConditionCluster.MANAGEMENT;
        var acls = Map.of(
                "enabled", true, "default_policy", "deny", "tokens", Map.of("master", management, "agent", management));
        try (var cluster = new ConditionCluster(
                        consul, folder("alone"), network, List.of(host), List.of(), Map.of("acl", acls), times);
                var disks = new Disks(cluster)) {
            cluster.servers.start(host);
            await().atMost(TIMEOUT)
                    .until(() -> cluster.call(
                                    host,
                                    "PUT",
                                    "/v1/acl/policy",
                                    "{\"Name\":\"reader\",\"Rules\":\"agent_prefix \\\"\\\" { policy = \\\"read\\\" }"
                                            + " node_prefix \\\"\\\" { policy = \\\"read\\\" } operator = \\\"read\\\"\"}",
                                    management)
                            .has("ID"));
            cluster.call(
                    host,
                    "PUT",
                    "/v1/acl/token",
                    "{\"SecretID\":\"%s\",\"Policies\":[{\"Name\":\"reader\"}]}".formatted(READER),
                    management);
            for (var token : Map.of(
                            ServerCondition.NO_TOKEN,
                            "",
                            ServerCondition.WRONG_TOKEN,
                            NOBODY,
                            ServerCondition.READ_TOKEN,
                            READER)
                    .entrySet()) {
                var file = Files.writeString(directory.resolve("token-" + token.getKey()), token.getValue());
                cluster.sidecar(host, Map.of("LICTOR_SIDECAR_TOKEN_FILE", file.toString()));
                cluster.told(token.getKey(), Instant.now(), List.of(host));
            }
            cluster.sidecar(host, Map.of());
            disks.of(host).hang();
            cluster.writeInVain(host);
            cluster.told(ServerCondition.NO_TOKEN_DISK_HANGS, Instant.now(), List.of(host));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path folder(String name) {
        try {
            return Files.createDirectory(directory.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One for the data of each of a cluster's servers. */
    private static final class Disks implements AutoCloseable {
        private final Map<Integer, Disk> disks = new TreeMap<>();

        Disks(ConditionCluster cluster) {
            cluster.servers.hosts().forEach(host -> {
                var folder = cluster.servers.dataDirectory(host);
                disks.put(host, new Disk(folder.resolveSibling("disk-" + host), folder));
            });
        }

        Disk of(int host) {
            return Objects.requireNonNull(disks.get(host));
        }

        @Override
        public void close() {
            disks.values().forEach(Disk::close);
        }
    }
}
