package dev.lictor.it.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lictor.testing.servers.Network;
import dev.lictor.testing.servers.RealConsul;
import dev.lictor.testing.servers.ServersOnHosts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/** Real servers, each on a host of its own with a sidecar beside it, and the answers of both. */
final class ConditionCluster implements AutoCloseable {
    static final Duration TIMEOUT = Duration.ofMinutes(2);
    static final String MANAGEMENT = "00000000-0000-4000-8000-000000000000";

    private static final Duration AT_ONCE = Duration.ofMillis(20);
    private static final int MOST_CONTACT_MILLIS = 500;
    private static final int MOST_LAG = 100;
    private static final ObjectMapper JSON = new ObjectMapper();

    final ServersOnHosts servers;

    private final Path directory;
    private final Network network;
    private final List<Integer> members;
    private final DetectionTimes times;
    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<Integer, SidecarProcess> sidecars = new TreeMap<>();

    /**
     * @param members hosts of the servers that bootstrap the cluster together
     * @param more hosts of servers that may come later
     * @param configuration keys of Consul's
     */
    ConditionCluster(
            RealConsul consul,
            Path directory,
            Network network,
            List<Integer> members,
            List<Integer> more,
            Map<String, Object> configuration,
            DetectionTimes times) {
        this.directory = directory;
        this.network = network;
        this.members = members;
        this.times = times;
        var hosts = new ArrayList<>(members);
        hosts.addAll(more);
        this.servers = new ServersOnHosts(consul, directory, network, members.size(), hosts, configuration);
    }

    /** Starts a sidecar for each server. All sidecars are up before the first server. */
    ConditionCluster withSidecars() {
        servers.hosts().forEach(host -> sidecar(host, Map.of()));
        return this;
    }

    /** Starts all three servers, and waits until their sidecars report them. */
    void startAll() {
        members.forEach(servers::start);
        healthy();
    }

    void sidecar(int host, Map<String, String> more) {
        var environment = new TreeMap<>(more);
        environment.put(
                "LICTOR_SIDECAR_TLS_DIRECTORY", servers.tlsDirectory(host).toString());
        environment.put("LICTOR_SIDECAR_MAX_LOG_LAG", Integer.toString(MOST_LAG));
        var before = sidecars.put(host, SidecarProcess.start(directory, environment, network, host, 8080));
        if (before != null) {
            before.close();
        }
    }

    SidecarProcess sidecar(int host) {
        return Objects.requireNonNull(sidecars.get(host));
    }

    /** All sidecars report a healthy cluster. */
    void healthy() {
        var begin = awaitLeader(members);
        int leader = leader();
        told(ServerCondition.LEADS, begin, List.of(leader));
        told(ServerCondition.FOLLOWS, begin, others(leader));
    }

    void heal() {
        servers.hosts().forEach(network::heal);
        healthy();
    }

    void cut(int host) {
        network.loseFrom(host);
        network.loseTo(host);
    }

    /** Waits until the sidecars report this state. All are asked at once, because some states are short. */
    void told(ServerCondition truth, Instant since, List<Integer> hosts) {
        hosts.stream()
                .map(host -> CompletableFuture.runAsync(() -> told(truth, since, host), Thread::startVirtualThread))
                .toList()
                .forEach(CompletableFuture::join);
    }

    /** An election can end before a sidecar is asked. */
    void toldUnlessElected(ServerCondition truth, Instant since, List<Integer> hosts, String before) {
        var elected = CompletableFuture.runAsync(
                () -> await().atMost(TIMEOUT)
                        .pollInterval(AT_ONCE)
                        .until(() -> hosts.stream()
                                .map(host -> sidecar(host).ready().getOrDefault("leader", ""))
                                .noneMatch(leader -> leader.isEmpty() || leader.equals(before))),
                Thread::startVirtualThread);
        CompletableFuture.anyOf(
                        elected,
                        CompletableFuture.runAsync(() -> told(truth, since, hosts), Thread::startVirtualThread))
                .join();
    }

    private void told(ServerCondition truth, Instant since, int host) {
        times.add(truth, agree(truth, truth.health(), host, since), agree(truth, truth.expected(), host, since));
    }

    /** @return when */
    private Duration agree(ServerCondition truth, Map<String, String> expected, int host, Instant since) {
        var sidecar = sidecar(host);
        await().atMost(TIMEOUT)
                .pollInterval(AT_ONCE)
                .pollDelay(Duration.ZERO)
                .untilAsserted(() -> assertThat(SidecarAnswers.of(sidecar).disagreement(expected))
                        .as("%s, host %d: %s", truth, host, sidecar.ready())
                        .isEmpty());
        return Duration.between(since, Instant.now());
    }

    /** From the moment at which a server's own answers show that it can serve, until its sidecar says so. */
    void readyAfterTheTruth(String what, int host) {
        await().atMost(TIMEOUT).pollInterval(AT_ONCE).pollDelay(Duration.ZERO).until(() -> serves(host));
        var truth = Instant.now();
        await().atMost(TIMEOUT)
                .pollInterval(AT_ONCE)
                .pollDelay(Duration.ZERO)
                .until(() -> sidecar(host).probe("ready") == 200);
        times.addReady(what, Duration.between(truth, Instant.now()));
    }

    /** A voter that hears its leader and has applied its log, by the answers of Consul alone. */
    private boolean serves(int host) {
        var leader = call(host, "GET", "/v1/status/leader", "", "").asText();
        var raft = call(host, "GET", "/v1/agent/self", "", "").path("Stats").path("raft");
        if (leader.isEmpty() || raft.isMissingNode() || !heard(host)) {
            return false;
        }
        var applied = raft.path("applied_index").asLong();
        var committed = call(hostOf(leader), "GET", "/v1/agent/self", "", "")
                .path("Stats")
                .path("raft")
                .path("commit_index")
                .asLong(Long.MAX_VALUE);
        return committed - applied <= MOST_LAG
                && configured(host, host).path("Voter").asBoolean();
    }

    private boolean heard(int host) {
        var request = request(host, "GET", "/v1/health/node/nobody?stale", "", "");
        try {
            var headers = client.send(request, BodyHandlers.discarding()).headers();
            return headers.firstValue("X-Consul-Knownleader").orElse("").equals("true")
                    && headers.firstValueAsLong("X-Consul-Lastcontact").orElse(Long.MAX_VALUE) <= MOST_CONTACT_MILLIS;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** A server's entry in the Raft configuration that another one has. */
    JsonNode configured(int asked, int host) {
        return call(asked, "GET", "/v1/operator/raft/configuration?stale", "", "")
                .path("Servers")
                .valueStream()
                .filter(server -> server.path("Address").asText().equals(servers.raftAddress(host)))
                .findFirst()
                .orElse(JSON.missingNode());
    }

    /** By Consul's own answers. */
    Instant awaitLeader(List<Integer> hosts) {
        await().atMost(TIMEOUT).pollInterval(AT_ONCE).until(() -> {
            var named = hosts.stream()
                    .map(host -> call(host, "GET", "/v1/status/leader", "", "").asText())
                    .distinct()
                    .toList();
            return named.size() == 1 && hosts.stream().map(servers::raftAddress).anyMatch(named.getFirst()::equals);
        });
        return Instant.now();
    }

    int leader() {
        var address = new String[1];
        await().atMost(TIMEOUT).until(() -> {
            address[0] =
                    call(members.getFirst(), "GET", "/v1/status/leader", "", "").asText();
            return !address[0].isEmpty();
        });
        return hostOf(address[0]);
    }

    int follower() {
        return others(leader()).getFirst();
    }

    List<Integer> others(int host) {
        return members.stream().filter(other -> other != host).toList();
    }

    private int hostOf(String raftAddress) {
        return servers.hosts().stream()
                .filter(host -> servers.raftAddress(host).equals(raftAddress))
                .findFirst()
                .orElseThrow();
    }

    /** Many keys of a kilobyte each, which a server is asked to write. */
    void write(int host, int keys) {
        var kilobyte = "x".repeat(1024);
        IntStream.range(0, keys).parallel().forEach(key -> call(host, "PUT", "/v1/kv/truth/" + key, kilobyte, ""));
    }

    /** Writes one key repeatedly with nearly the largest value that Consul accepts, half a megabyte. */
    void writeLarge(int host, int times) {
        var large = "x".repeat(500_000);
        IntStream.range(0, times).forEach(_ -> call(host, "PUT", "/v1/kv/large", large, ""));
    }

    /** Sends a write that the server cannot complete, and does not wait. */
    void writeInVain(int host) {
        var _ = client.sendAsync(request(host, "PUT", "/v1/kv/vain", "", MANAGEMENT), BodyHandlers.discarding());
    }

    Network network() {
        return network;
    }

    /** Empty if there is no answer or the answer is not JSON. */
    JsonNode call(int host, String method, String path, String body, String token) {
        try {
            return JSON.readTree(client.send(request(host, method, path, body, token), BodyHandlers.ofString())
                    .body());
        } catch (IOException e) {
            return JSON.missingNode();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private HttpRequest request(int host, String method, String path, String body, String token) {
        var request = HttpRequest.newBuilder(
                        URI.create("http://%s:%d%s".formatted(network.address(host), ServersOnHosts.HTTP, path)))
                .method(method, BodyPublishers.ofString(body))
                .timeout(Duration.ofSeconds(20));
        if (!token.isEmpty()) {
            request.header("X-Consul-Token", token);
        }
        return request.build();
    }

    @Override
    public void close() {
        sidecars.values().forEach(SidecarProcess::close);
        servers.close();
        client.shutdownNow();
    }
}
