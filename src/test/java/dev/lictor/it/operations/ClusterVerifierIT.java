package dev.lictor.it.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lictor.cluster.KeyType;
import dev.lictor.pki.CaProfile;
import dev.lictor.pki.CertificateIssuer;
import dev.lictor.pki.GossipKey;
import dev.lictor.pki.LeafProfile;
import dev.lictor.testing.servers.ConsulServers;
import dev.lictor.testing.servers.RealConsul;
import dev.lictor.verify.Check;
import dev.lictor.verify.CheckResult;
import dev.lictor.verify.CheckVerdict;
import dev.lictor.verify.ClusterKeys;
import dev.lictor.verify.ClusterVerifier;
import dev.lictor.verify.VerifyDeadlines;
import dev.lictor.verify.probe.KvRoundTrip;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Checks on real servers: all pass on a correct cluster, and each fault fails its own check. */
@Tag("once")
class ClusterVerifierIT {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final String TOKEN = "00000000-0000-4000-8000-000000000000";
    private static final Vertx VERTX = Vertx.vertx();

    @TempDir
    Path directory;

    private final List<ConsulServers> started = new ArrayList<>();

    @AfterEach
    void endAll() {
        started.forEach(ConsulServers::close);
    }

    @AfterAll
    static void end() {
        VERTX.close();
    }

    @ParameterizedTest
    @EnumSource
    void checksFollowTheStateOfACluster(RealConsul version) throws IOException, InterruptedException {
        // Given three correct servers
        var servers = servers(version, 3, Map.of(), Map.of());
        var keys = servers.keys();
        awaitWhole(servers);

        // Then every check passes, and no test key is left
        assertThat(unproven(servers, keys)).isEmpty();
        assertThat(consul(version, servers, 0, "kv", "get", "-keys", KvRoundTrip.PREFIX))
                .isEmpty();

        // When the servers use another gossip key than the Secret's
        var other = GossipKey.generate(new SecureRandom()).base64();
        consul(version, servers, 0, "keyring", "-install=" + other);
        consul(version, servers, 0, "keyring", "-use=" + other);

        // Then that check alone fails; the oldest version does not report which of two keys is in use
        assertThat(unproven(servers, keys)).containsExactly(Check.GOSSIP_KEY);
        consul(version, servers, 0, "keyring", "-remove=" + keys.gossip().base64());
        assertThat(words(servers, keys, Check.GOSSIP_KEY))
                .startsWith("failed: ")
                .contains("consul-0 finds it on 0 of 3 nodes")
                .doesNotContain(other, keys.gossip().base64());
        consul(version, servers, 0, "keyring", "-install=" + keys.gossip().base64());
        consul(version, servers, 0, "keyring", "-use=" + keys.gossip().base64());
        consul(version, servers, 0, "keyring", "-remove=" + other);

        // When the certificate is issued again, and Consul is not reloaded
        servers.present(servers.issue(LeafProfile.ofServers(servers.spec())));
        var renewed = servers.keys();
        assertThat(unproven(servers, renewed)).containsExactly(Check.CERTIFICATE);

        // Then the check waits until the last server serves it
        consul(version, servers, 0, "reload");
        consul(version, servers, 1, "reload");
        var lines = new CopyOnWriteArrayList<String>();
        var run = Thread.ofVirtual().start(() -> {
            try {
                checks(servers, renewed, new VerifyDeadlines(TIMEOUT, Duration.ZERO), Optional.empty(), lines::add);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        await().atMost(TIMEOUT).until(() -> !lines.isEmpty());
        assertThat(lines.getFirst())
                .startsWith("waiting: consul-2 on RPC serves serial ")
                .contains("consul-2 on HTTPS serves")
                .doesNotContain("consul-0", "consul-1");
        consul(version, servers, 2, "reload");
        assertThat(run.join(TIMEOUT)).isTrue();
        assertThat(lines.subList(1, lines.size()))
                .hasSize(Check.values().length)
                .allMatch(line -> line.startsWith("passed: "));

        // When one server has left
        consul(version, servers, 2, "leave");
        servers.kill(2);
        await().atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(words(servers, renewed, Check.VOTERS))
                        .startsWith("failed: 3 servers vote: ")
                        .contains("consul-0 counts 2 voters of 2 servers, and 3 are wanted"));

        // When one server is left, which cannot lead
        servers.kill(1);
        await().atMost(TIMEOUT).untilAsserted(() -> {
            var alone = checks(servers, renewed);
            assertThat(alone).hasSize(Check.values().length);
            assertThat(verdict(alone, Check.LEADER))
                    .isInstanceOfSatisfying(
                            CheckVerdict.Failed.class,
                            not -> assertThat(not.facts()).contains("consul-0 knows no leader"));
            assertThat(verdict(alone, Check.KEY_VALUE)).isInstanceOf(CheckVerdict.Failed.class);
            assertThat(verdict(alone, Check.PLAINTEXT)).isInstanceOf(CheckVerdict.Unknown.class);
        });
    }

    @ParameterizedTest
    @EnumSource
    void serversThatAskForACertificateOnHttpsToo(RealConsul version) throws InterruptedException {
        var servers = servers(version, 1, Map.of("lictor.verify-incoming", "all"), Map.of());
        awaitWhole(servers);

        assertThat(unproven(servers, servers.keys())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aServerThatAcceptsRpcWithoutACertificate(RealConsul version) throws InterruptedException {
        var servers = servers(
                version,
                1,
                Map.of(),
                Map.of(
                        switch (version) {
                            case OLDEST -> "verify_incoming_rpc";
                            case NEWEST -> "tls";
                        },
                        switch (version) {
                            case OLDEST -> false;
                            case NEWEST -> Map.of("internal_rpc", Map.of("verify_incoming", false));
                        }));
        awaitOthers(servers, Check.PLAINTEXT, Check.FOREIGN_CERTIFICATE);

        assertThat(words(servers, servers.keys(), Check.PLAINTEXT))
                .startsWith("failed: RPC without TLS is refused: consul-0 answered; ");
        assertThat(words(servers, servers.keys(), Check.FOREIGN_CERTIFICATE))
                .startsWith("failed: RPC with a certificate of another CA is refused: consul-0 answered; ");
    }

    @ParameterizedTest
    @EnumSource
    void aServerOfAnotherCa(RealConsul version) throws InterruptedException {
        var servers = servers(version, 1, Map.of(), Map.of());
        awaitWhole(servers);
        var ca = CertificateIssuer.create(CaProfile.of(servers.spec()), Instant.now(), new SecureRandom());
        var leaf = ca.issue(LeafProfile.ofServers(servers.spec()), Duration.ofDays(1), Instant.now());

        var checks = checks(
                servers,
                new ClusterKeys(List.of(ca.certificate()), leaf, servers.keys().gossip(), Optional.empty()));

        // It gets no further request, and no answer of it counts
        assertThat(verdict(checks, Check.SERVER_NAME)).isInstanceOf(CheckVerdict.Failed.class);
        assertThat(verdict(checks, Check.CERTIFICATE)).isInstanceOf(CheckVerdict.Failed.class);
        assertThat(checks)
                .filteredOn(check -> check.check() != Check.SERVER_NAME && check.check() != Check.CERTIFICATE)
                .allMatch(check -> check.verdict() instanceof CheckVerdict.Unknown);
    }

    @ParameterizedTest
    @EnumSource
    void aServerWithoutTheNameThatConsulDemands(RealConsul version) throws InterruptedException {
        var servers = servers(version, 1, Map.of(), Map.of());
        servers.present(servers.issue(
                new LeafProfile("consul-0", List.of("localhost"), List.of("127.0.0.1"), List.of(), KeyType.EC_P256)));
        servers.startAll();

        // Both ports are open when their certificates can be read
        await().atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(verdict(checks(servers, servers.keys()), Check.CERTIFICATE))
                        .isInstanceOf(CheckVerdict.Passed.class));
        assertThat(words(servers, servers.keys(), Check.SERVER_NAME))
                .startsWith("failed: each server is server.dc1.consul by the CA, on RPC and HTTPS: ")
                .contains("consul-0 on RPC: ", "consul-0 on HTTPS: ", "server.dc1.consul");
    }

    @ParameterizedTest
    @EnumSource
    void aServerThatSendsUnencryptedGossip(RealConsul version) throws InterruptedException {
        var servers = servers(version, 1, Map.of(), Map.of("encrypt", ""));
        awaitOthers(servers, Check.ENCRYPTION, Check.GOSSIP_KEY);

        assertThat(words(servers, servers.keys(), Check.ENCRYPTION))
                .startsWith("failed: gossip is encrypted: consul-0 gossips in the clear");
        assertThat(words(servers, servers.keys(), Check.GOSSIP_KEY)).startsWith("failed: ");
    }

    @ParameterizedTest
    @EnumSource
    void aServerThatHasTheKeyAndAcceptsUnencryptedGossip(RealConsul version) throws InterruptedException {
        var servers = servers(version, 1, Map.of(), Map.of("encrypt_verify_incoming", false));
        awaitOthers(servers, Check.ENCRYPTION);

        assertThat(words(servers, servers.keys(), Check.ENCRYPTION))
                .startsWith("failed: gossip is encrypted: consul-0 has encrypt_verify_incoming: false");
    }

    @ParameterizedTest
    @EnumSource
    void withoutATokenTheMissingRuleIsNamed(RealConsul version) throws InterruptedException {
        var servers = servers(
                version,
                1,
                Map.of(),
                Map.of("acl", Map.of("enabled", true, "default_policy", "deny", "tokens", Map.of("master", TOKEN))));
        servers.startAll();
        await().atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(
                                checks(servers, servers.keys(), VerifyDeadlines.NONE, Optional.of(TOKEN), _ -> {}))
                        .allMatch(CheckResult::isPassed));

        var checks = checks(servers, servers.keys());

        assertThat(checks)
                .filteredOn(check -> !check.isPassed())
                .extracting(check -> check.inWords(servers.spec()))
                .allMatch(line -> line.startsWith("unknown: "))
                .satisfiesExactly(
                        line -> assertThat(line).endsWith("; give --token-file a token with agent:read"),
                        line -> assertThat(line).endsWith("; give --token-file a token with keyring:read"),
                        line -> assertThat(line).endsWith("; give --token-file a token with operator:read"),
                        line -> assertThat(line)
                                .endsWith("; give --token-file a token with key:write on lictor/verify/"));
    }

    private ConsulServers servers(
            RealConsul version, int number, Map<String, String> settings, Map<String, Object> more) {
        var servers = new ConsulServers(version, directory, number, settings, more);
        started.add(servers);
        return servers;
    }

    private static void awaitWhole(ConsulServers servers) {
        awaitOthers(servers);
    }

    /** Starts the servers, and waits until all checks but these pass. */
    private static void awaitOthers(ConsulServers servers, Check... untrue) {
        servers.startAll();
        await().atMost(TIMEOUT)
                .untilAsserted(
                        () -> assertThat(unproven(servers, servers.keys())).containsExactly(untrue));
    }

    private static List<Check> unproven(ConsulServers servers, ClusterKeys keys) throws InterruptedException {
        return checks(servers, keys).stream()
                .filter(check -> !check.isPassed())
                .map(CheckResult::check)
                .toList();
    }

    private static String words(ConsulServers servers, ClusterKeys keys, Check wanted) throws InterruptedException {
        return checks(servers, keys).stream()
                .filter(check -> check.check() == wanted)
                .map(check -> check.inWords(servers.spec()))
                .findFirst()
                .orElseThrow();
    }

    private static CheckVerdict verdict(List<CheckResult> checks, Check wanted) {
        return checks.stream()
                .filter(check -> check.check() == wanted)
                .map(CheckResult::verdict)
                .findFirst()
                .orElseThrow();
    }

    private static List<CheckResult> checks(ConsulServers servers, ClusterKeys keys) throws InterruptedException {
        return checks(servers, keys, VerifyDeadlines.NONE, Optional.empty(), _ -> {});
    }

    private static List<CheckResult> checks(
            ConsulServers servers,
            ClusterKeys keys,
            VerifyDeadlines deadlines,
            Optional<String> token,
            Consumer<String> progress)
            throws InterruptedException {
        return new ClusterVerifier(
                        servers.spec(), keys, servers.reach(), VERTX, InstantSource.system(), new SecureRandom())
                .run(deadlines, token, progress);
    }

    /** Runs Consul's command line. */
    private String consul(RealConsul version, ConsulServers servers, int server, String... args)
            throws IOException, InterruptedException {
        var command = Stream.concat(Stream.of(version.path().toString()), Stream.of(args))
                .toList();
        var output = Files.createTempFile(directory, "consul", ".out");
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("CONSUL_HTTP_ADDR", servers.url(server).toString());
        builder.environment()
                .put("CONSUL_CACERT", servers.tlsDirectory().resolve("ca.crt").toString());
        var process = builder.start();
        assertThat(process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        var said = Files.readString(output).strip();
        assertThat(process.exitValue()).as("%s%n%s", command, said).isZero();
        return said;
    }
}
