package dev.lictor.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lictor.servers.Network;
import dev.lictor.servers.RealConsul;
import dev.lictor.servers.ServersOnHosts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Real servers on hosts of their own, a sidecar beside each, through every truth of the README's table. States are asserted; how long a
 * sidecar took to say them is written to target/truth-table.
 */
@Tag("native")
class TruthTableIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String MANAGEMENT = "00000000-0000-4000-8000-000000000000";
    private static final String READER = "00000000-0000-4000-8000-000000000001";
    private static final String NOBODY = "00000000-0000-4000-8000-000000000002";
    private static final int NEWCOMER = 4;
    private static final int ALONE = 5;
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    private final HttpClient client = HttpClient.newHttpClient();
    private final List<AutoCloseable> started = new ArrayList<>();
    private final Map<Integer, SidecarProcess> sidecars = new TreeMap<>();
    private final List<String> times = new CopyOnWriteArrayList<>();

    @SuppressWarnings("NullAway.Init") // by the test, which has parameters
    private Network network;

    @SuppressWarnings("NullAway.Init")
    private ServersOnHosts servers;

    @AfterEach
    void endAll() throws Exception {
        for (var each : started.reversed()) {
            each.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyTruthIsTold(RealConsul consul) throws IOException {
        network = keep(new Network(ALONE));
        servers = keep(new ServersOnHosts(consul, directory, network, 3, List.of(1, 2, 3, NEWCOMER), Map.of()));
        IntStream.rangeClosed(1, NEWCOMER).forEach(host -> sidecars.put(host, sidecar(servers, host, Map.of())));

        fromTheFirstStart();
        aServerThatIsLost();
        aNetworkThatIsCut();
        aLogThatIsBehind();
        aQuorumThatIsLost();
        aServerThatIsNew();
        tokens(consul);

        times.addFirst("| the truth | health | all metrics |\n|---|---|---|");
        Files.createDirectories(Path.of("target/truth-table"));
        Files.write(Path.of("target/truth-table/%s.md".formatted(consul.version())), times);
    }

    private void fromTheFirstStart() {
        servers.start(1);
        told(Truth.NEVER_BOOTSTRAPPED, now(), new int[] {1});
        servers.start(2);
        servers.start(3);
        var begin = awaitLeader(1, 2, 3);
        healthy(begin);
    }

    private void aServerThatIsLost() {
        int leader = leader();
        var begin = now();
        servers.kill(leader);
        toldUnlessElected(Truth.LEADER_LOST, begin, others(leader), servers.raftAddress(leader));
        told(Truth.STOPPED, begin, new int[] {leader});
        told(Truth.OTHER_LOST, awaitLeader(others(leader)), others(leader));
        servers.start(leader);
        healthy(awaitLeader(1, 2, 3));

        // Nobody can be elected, so this lasts.
        int frozen = leader();
        int other = others(frozen)[0];
        int last = others(frozen)[1];
        servers.freeze(other);
        servers.freeze(frozen);
        begin = now();
        told(Truth.LEADER_LOST, begin, new int[] {last});
        told(Truth.HUNG, begin, new int[] {frozen, other});
        servers.thaw(other);
        told(Truth.OTHER_LOST, awaitLeader(other, last), new int[] {other, last});
        servers.thaw(frozen);
        healthy(awaitLeader(1, 2, 3));

        int follower = others(leader())[0];
        begin = now();
        servers.stop(follower);
        told(Truth.STOPPED, begin, new int[] {follower});
        servers.start(follower);
        healthy(awaitLeader(1, 2, 3));
    }

    private void aNetworkThatIsCut() {
        int follower = others(leader())[0];
        network.loseFrom(follower);
        told(Truth.UNHEARD, now(), new int[] {follower});
        heal();
        follower = others(leader())[0];
        network.loseTo(follower);
        told(Truth.DEAF, now(), new int[] {follower});
        heal();
        follower = others(leader())[0];
        cut(follower);
        told(Truth.CUT_OFF, now(), new int[] {follower});
        heal();
        int leader = leader();
        cut(leader);
        var begin = now();
        told(Truth.LEADER_CUT_OFF, begin, new int[] {leader});
        told(Truth.OTHER_LOST, awaitLeader(others(leader)), others(leader));
        heal();
        leader = leader();
        network.loseFrom(leader);
        told(Truth.LEADER_CUT_OFF, now(), new int[] {leader});
        heal();
        leader = leader();
        network.loseTo(leader);
        told(Truth.LEADER_CUT_OFF, now(), new int[] {leader});
        heal();
    }

    private void aLogThatIsBehind() {
        int leader = leader();
        int follower = others(leader)[0];
        servers.kill(follower);
        var kilobyte = "x".repeat(1024);
        IntStream.range(0, 2000)
                .parallel()
                .forEach(key -> call(leader, "PUT", "/v1/kv/truth/" + key, kilobyte, MANAGEMENT));
        network.slowTo(follower, "1mbit");
        servers.start(follower);
        told(Truth.CATCHING_UP, now(), new int[] {follower});
        heal();
    }

    private void aQuorumThatIsLost() {
        int leader = leader();
        var begin = now();
        for (int other : others(leader)) {
            servers.kill(other);
        }
        told(Truth.QUORUM_LOST, begin, new int[] {leader});
        for (int other : others(leader)) {
            servers.start(other);
        }
        healthy(awaitLeader(1, 2, 3));
    }

    private void aServerThatIsNew() {
        servers.start(NEWCOMER);
        told(Truth.NO_VOTER, now(), new int[] {NEWCOMER});
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> newcomer().path("Voter").asBoolean());
        var begin = now();
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> sidecar(NEWCOMER).probe("ready") == 200);
        took("new, and votes", begin);

        call(
                leader(),
                "DELETE",
                "/v1/operator/raft/peer?id=" + newcomer().path("ID").asText(),
                "",
                MANAGEMENT);
        told(Truth.REMOVED, now(), new int[] {NEWCOMER});

        servers.kill(NEWCOMER);
        servers.mount(NEWCOMER, Instant.now().minus(Duration.ofDays(2)), Duration.ofDays(1));
        servers.start(NEWCOMER);
        told(Truth.EXPIRED, now(), new int[] {NEWCOMER});
        await().atMost(PATIENCE)
                .until(() -> sidecar(NEWCOMER)
                                .metrics()
                                .lines()
                                .filter(line -> line.contains("certificate=\"served\"")
                                        || line.contains("certificate=\"server\""))
                                .filter(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ')))
                                        < Instant.now().getEpochSecond())
                                .count()
                        == 2);
    }

    private void tokens(RealConsul consul) throws IOException {
        var acls = Map.of(
                "enabled", true, "default_policy", "deny", "tokens", Map.of("master", MANAGEMENT, "agent", MANAGEMENT));
        var alone = keep(new ServersOnHosts(
                consul,
                Files.createDirectory(directory.resolve("alone")),
                network,
                1,
                List.of(ALONE),
                Map.of("acl", acls)));
        alone.start(ALONE);
        await().atMost(PATIENCE)
                .until(() -> call(
                                ALONE,
                                "PUT",
                                "/v1/acl/policy",
                                "{\"Name\":\"reader\",\"Rules\":\"agent_prefix \\\"\\\" { policy = \\\"read\\\" } node_prefix \\\"\\\" { policy = \\\"read\\\" } operator = \\\"read\\\"\"}",
                                MANAGEMENT)
                        .has("ID"));
        call(
                ALONE,
                "PUT",
                "/v1/acl/token",
                "{\"SecretID\":\"%s\",\"Policies\":[{\"Name\":\"reader\"}]}".formatted(READER),
                MANAGEMENT);
        for (var token : Map.of(Truth.NO_TOKEN, "", Truth.WRONG_TOKEN, NOBODY, Truth.READ_TOKEN, READER)
                .entrySet()) {
            var file = Files.writeString(directory.resolve("token-" + token.getKey()), token.getValue());
            sidecars.put(ALONE, sidecar(alone, ALONE, Map.of("LICTOR_SIDECAR_TOKEN_FILE", file.toString())));
            told(token.getKey(), now(), new int[] {ALONE});
            sidecars.get(ALONE).close();
        }
    }

    private void healthy(Instant begin) {
        int leader = leader();
        told(Truth.LEADS, begin, new int[] {leader});
        told(Truth.FOLLOWS, begin, others(leader));
    }

    private void heal() {
        network.heal();
        healthy(awaitLeader(1, 2, 3));
    }

    private void cut(int host) {
        network.loseFrom(host);
        network.loseTo(host);
    }

    /** Sidecars come to say what is true; all are asked at once, for some truths pass. */
    private void told(Truth truth, Instant since, int[] hosts) {
        IntStream.of(hosts)
                .mapToObj(
                        host -> CompletableFuture.runAsync(() -> told(truth, since, host), Thread::startVirtualThread))
                .toList()
                .forEach(CompletableFuture::join);
    }

    /** An election may be over before a sidecar is asked. */
    private void toldUnlessElected(Truth truth, Instant since, int[] hosts, String before) {
        var elected = CompletableFuture.runAsync(
                () -> await().atMost(PATIENCE)
                        .pollInterval(Duration.ofMillis(20))
                        .until(() -> IntStream.of(hosts)
                                .mapToObj(host -> sidecar(host).ready().getOrDefault("leader", ""))
                                .noneMatch(leader -> leader.isEmpty() || leader.equals(before))),
                Thread::startVirtualThread);
        CompletableFuture.anyOf(
                        elected,
                        CompletableFuture.runAsync(() -> told(truth, since, hosts), Thread::startVirtualThread))
                .join();
    }

    private void told(Truth truth, Instant since, int host) {
        var health = agree(truth, truth.health(), host, since);
        var all = agree(truth, truth.expected(), host, since);
        times.add("| %s | %.1f s | %.1f s |".formatted(truth.words(), health, all));
    }

    /** @return when, in seconds since the truth */
    private double agree(Truth truth, Map<String, String> expected, int host, Instant since) {
        var sidecar = sidecar(host);
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .pollDelay(Duration.ZERO)
                .untilAsserted(() -> assertThat(Testimony.of(sidecar).disagreement(expected))
                        .as("%s, host %d: %s", truth, host, sidecar.ready())
                        .isEmpty());
        return Duration.between(since, now()).toMillis() / 1000.0;
    }

    private void took(String what, Instant since) {
        times.add(
                "| %s | %.1f s |".formatted(what, Duration.between(since, now()).toMillis() / 1000.0));
    }

    /** By what Consul itself says. */
    private Instant awaitLeader(int... hosts) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> {
            var named = IntStream.of(hosts)
                    .mapToObj(host ->
                            call(host, "GET", "/v1/status/leader", "", "").asText())
                    .distinct()
                    .toList();
            return named.size() == 1
                    && IntStream.of(hosts).mapToObj(servers::raftAddress).anyMatch(named.getFirst()::equals);
        });
        return now();
    }

    private SidecarProcess sidecar(int host) {
        return Objects.requireNonNull(sidecars.get(host));
    }

    private int leader() {
        var address = new String[1];
        await().atMost(PATIENCE).until(() -> {
            address[0] = call(1, "GET", "/v1/status/leader", "", "").asText();
            return !address[0].isEmpty();
        });
        return IntStream.rangeClosed(1, 3)
                .filter(host -> servers.raftAddress(host).equals(address[0]))
                .findFirst()
                .orElseThrow();
    }

    private static Instant now() {
        return Instant.now();
    }

    private static int[] others(int host) {
        return IntStream.rangeClosed(1, 3).filter(other -> other != host).toArray();
    }

    private JsonNode newcomer() {
        return call(1, "GET", "/v1/operator/raft/configuration?stale", "", "")
                .path("Servers")
                .valueStream()
                .filter(server -> server.path("Address").asText().equals(servers.raftAddress(NEWCOMER)))
                .findFirst()
                .orElse(JSON.missingNode());
    }

    /** Nothing where there is no answer, or none of JSON. */
    private JsonNode call(int host, String method, String path, String body, String token) {
        var request = HttpRequest.newBuilder(
                        URI.create("http://%s:%d%s".formatted(network.address(host), ServersOnHosts.HTTP, path)))
                .method(method, BodyPublishers.ofString(body))
                .timeout(Duration.ofSeconds(20));
        if (!token.isEmpty()) {
            request.header("X-Consul-Token", token);
        }
        try {
            return JSON.readTree(
                    client.send(request.build(), BodyHandlers.ofString()).body());
        } catch (IOException e) {
            return JSON.missingNode();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private SidecarProcess sidecar(ServersOnHosts beside, int host, Map<String, String> more) {
        var environment = new TreeMap<>(more);
        environment.put(
                "LICTOR_SIDECAR_TLS_DIRECTORY", beside.tlsDirectory(host).toString());
        environment.put("LICTOR_SIDECAR_MAX_LOG_LAG", "100");
        return keep(SidecarProcess.start(directory, environment, network, host, 8080));
    }

    private <T extends AutoCloseable> T keep(T each) {
        started.add(each);
        return each;
    }
}
