package dev.lictor.it.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lictor.pki.CaProfile;
import dev.lictor.pki.CertificateAndKey;
import dev.lictor.pki.CertificateIssuer;
import dev.lictor.pki.LeafProfile;
import dev.lictor.pki.Pem;
import dev.lictor.testing.Specs;
import dev.lictor.testing.servers.ConsulServers;
import dev.lictor.testing.servers.RealConsul;
import dev.lictor.testing.servers.ShownCertificate;
import dev.lictor.testing.servers.StartedServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Actions of sidecars on real servers: join isolated servers, and reload renewed certificates. */
@Tag("native")
class ReconcileIT {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final int SERVERS = 3;

    @TempDir
    Path directory;

    @AutoClose
    private final StartedServers started = new StartedServers();

    @ParameterizedTest
    @EnumSource
    void threeServersThatJoinedOnlyThemselvesBecomeOneCluster(RealConsul version) {
        // Given servers that resolve only their own name at start, so that each joins only itself
        var servers = servers(version);
        IntStream.range(0, SERVERS)
                .forEach(server ->
                        servers.joins(server, List.of(servers.gossipAddress(server), "not-there-yet.invalid:8301")));
        servers.startAll();
        IntStream.range(0, SERVERS)
                .forEach(server -> await().atMost(TIMEOUT)
                        .until(() -> servers.log(server).contains("Join cluster completed")
                                || servers.log(server).contains("Join LAN completed")));

        // Then all three stay isolated; their sidecars see it and are not allowed to act
        var watching = sidecar(servers, 0, Map.of("LICTOR_SIDECAR_JOIN_ISOLATED_SERVERS", "false"));
        await().atMost(TIMEOUT).until(() -> watching.probe("started") == 200);
        await().atMost(TIMEOUT)
                .until(() -> watching.log().stream().anyMatch(line -> line.contains("isolated from its peers")));
        await().during(Duration.ofSeconds(8)).atMost(TIMEOUT).until(() -> watching.probe("ready") != 200);
        assertThat(watching.log())
                .noneMatch(line -> line.contains("joined"))
                .filteredOn(line -> line.contains("isolated from its peers"))
                .hasSize(1);

        // When the sidecars are allowed to act
        var sidecars = sidecars(servers);

        // Then all servers are ready under one leader
        await().atMost(TIMEOUT).until(() -> sidecars.stream().allMatch(ReconcileIT::ready));
        assertThat(sidecars)
                .extracting(sidecar -> sidecar.ready().get("leader"))
                .doesNotContainNull()
                .satisfies(leaders -> assertThat(Set.copyOf(leaders)).hasSize(1));

        // And the log says once which servers were joined, and why
        var joined = lines(sidecars, "  joined ");
        assertThat(joined)
                .isNotEmpty()
                .hasSizeLessThanOrEqualTo(SERVERS)
                .allMatch(line -> line.contains(": this server saw "));
    }

    @ParameterizedTest
    @EnumSource
    void aRenewedCertificateIsServedWithoutARestart(RealConsul version) throws IOException {
        // Given three servers that serve the mounted certificate
        var servers = servers(version);
        servers.startAll();
        var sidecars = sidecars(servers);
        await().atMost(TIMEOUT).until(() -> sidecars.stream().allMatch(ReconcileIT::ready));
        assertThat(lines(sidecars, "reload")).isEmpty();

        // When the key alone is replaced
        var key = servers.tlsDirectory().resolve("consul-key.key");
        var before = Files.readString(key);
        Files.writeString(key, Pem.key(leafOf(servers.ca()).key()));

        // Then the sidecar logs it, and does not reload Consul
        await().atMost(TIMEOUT).until(() -> lines(sidecars, "are not reloaded").size() == SERVERS);
        assertThat(lines(sidecars, "reloaded Consul")).isEmpty();
        Files.writeString(key, before);

        // When a certificate of the same CA is mounted
        var renewed = servers.renew();

        // Then each server serves it on both ports
        awaitServed(servers, renewed);

        // And each sidecar has logged it once
        await().atMost(TIMEOUT).until(() -> lines(sidecars, "reloaded Consul").size() == SERVERS);
        assertThat(lines(sidecars, "reloaded Consul")).allMatch(line -> line.contains("to serve serial"));
        assertThat(sidecars.getFirst().metrics()).contains("lictor_reloads_total 1.0\n");

        // When another CA is mounted beside the first, and then a certificate of the other one, and then that CA alone
        var other = CertificateIssuer.create(CaProfile.of(Specs.with(Map.of())), Instant.now(), new SecureRandom());
        var both = Pem.certificate(servers.ca().certificate()) + Pem.certificate(other.certificate());
        Files.writeString(servers.tlsDirectory().resolve("ca.crt"), both);
        await().atMost(TIMEOUT)
                .until(() -> lines(sidecars, "the mounted CA changed").size() == SERVERS);
        awaitServed(servers, servers.mount(both, other));
        await().atMost(TIMEOUT).until(() -> lines(sidecars, "reloaded Consul").size() == 3 * SERVERS);
        Files.writeString(servers.tlsDirectory().resolve("ca.crt"), Pem.certificate(other.certificate()));
        await().atMost(TIMEOUT)
                .until(() -> lines(sidecars, "the mounted CA changed").size() == 2 * SERVERS);

        // Then all are ready, under the new CA
        await().atMost(TIMEOUT).until(() -> sidecars.stream().allMatch(ReconcileIT::ready));
        assertThat(lines(sidecars, "could not")).isEmpty();

        // When a third CA replaces it in one step, which did not issue the certificates that the servers serve
        var third = CertificateIssuer.create(CaProfile.of(Specs.with(Map.of())), Instant.now(), new SecureRandom());
        awaitServed(servers, servers.mount(Pem.certificate(third.certificate()), third));

        // Then each sidecar has reloaded its own server, and all are ready
        await().atMost(TIMEOUT).until(() -> lines(sidecars, "reloaded Consul").size() == 5 * SERVERS);
        await().atMost(TIMEOUT).until(() -> sidecars.stream().allMatch(ReconcileIT::ready));
        assertThat(lines(sidecars, "TLS: ")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aCertificateThatHasEndedIsReplacedByTheRenewedOne(RealConsul version) {
        // Given a server with an expired certificate, and a sidecar that has seen no other certificate
        var servers =
                started.add(new ConsulServers(version, directory, 1, Map.of("lictor.raft-multiplier", "1"), Map.of()));
        servers.expire();
        servers.start(0);
        var sidecar = sidecar(servers, 0, Map.of());
        await().atMost(TIMEOUT).until(() -> ready(sidecar));

        // When the certificate is renewed
        var renewed = servers.renew();

        // Then the server serves it, and was ready all the time
        await().atMost(TIMEOUT)
                .untilAsserted(
                        () -> assertThat(ShownCertificate.of(servers.url(0).getPort()))
                                .contains(renewed.certificate()));
        await().atMost(TIMEOUT)
                .until(() -> lines(List.of(sidecar), "reloaded Consul").size() == 1);
        assertThat(ready(sidecar)).isTrue();
        assertThat(lines(List.of(sidecar), "could not")).isEmpty();
        assertThat(lines(List.of(sidecar), "TLS: ")).isEmpty();

        // When the next one is mounted before the sidecar starts
        servers.expire();
        await().atMost(TIMEOUT)
                .until(() -> lines(List.of(sidecar), "reloaded Consul").size() == 2);
        sidecar.close();
        var last = servers.renew();
        var restarted = sidecar(servers, 0, Map.of());

        // Then the server serves that one, too
        await().atMost(TIMEOUT)
                .untilAsserted(
                        () -> assertThat(ShownCertificate.of(servers.url(0).getPort()))
                                .contains(last.certificate()));
        await().atMost(TIMEOUT).until(() -> ready(restarted));
    }

    @ParameterizedTest
    @EnumSource
    void aServerOfAnUnknownCaGetsNoRequest(RealConsul version) {
        var servers =
                started.add(new ConsulServers(version, directory, 1, Map.of("lictor.raft-multiplier", "1"), Map.of()));
        servers.start(0);
        await().atMost(TIMEOUT)
                .until(() -> ShownCertificate.of(servers.url(0).getPort()).isPresent());
        var other = CertificateIssuer.create(CaProfile.of(Specs.with(Map.of())), Instant.now(), new SecureRandom());
        servers.mount(Pem.certificate(other.certificate()), other);

        var sidecar = sidecar(servers, 0, Map.of());

        await().atMost(TIMEOUT)
                .until(() -> lines(List.of(sidecar), "could not reload").size() == 1);
        assertThat(lines(List.of(sidecar), "could not reload"))
                .allMatch(line -> line.contains(
                        "keep it in ca.crt beside the others until every server serves a certificate of another CA"));
        assertThat(ready(sidecar)).isFalse();

        // The suggested remedy works
        var both = Pem.certificate(other.certificate())
                + Pem.certificate(servers.ca().certificate());
        servers.mount(both, other);
        await().atMost(TIMEOUT)
                .until(() -> lines(List.of(sidecar), "reloaded Consul").size() == 1);
        await().atMost(TIMEOUT).until(() -> ready(sidecar));
    }

    private void awaitServed(ConsulServers servers, CertificateAndKey leaf) {
        IntStream.range(0, SERVERS)
                .forEach(server -> await().atMost(TIMEOUT).untilAsserted(() -> {
                    assertThat(ShownCertificate.of(servers.url(server).getPort()))
                            .contains(leaf.certificate());
                    assertThat(ShownCertificate.ofRpc(servers.rpcPort(server))).contains(leaf.certificate());
                }));
    }

    private static CertificateAndKey leafOf(CertificateIssuer ca) {
        return ca.issue(LeafProfile.ofServers(Specs.with(Map.of())), Duration.ofDays(1), Instant.now());
    }

    private ConsulServers servers(RealConsul version) {
        return started.add(
                new ConsulServers(version, directory, SERVERS, Map.of("lictor.raft-multiplier", "1"), Map.of()));
    }

    private List<SidecarProcess> sidecars(ConsulServers servers) {
        return IntStream.range(0, SERVERS)
                .mapToObj(server -> sidecar(servers, server, Map.of()))
                .toList();
    }

    private SidecarProcess sidecar(ConsulServers servers, int server, Map<String, String> more) {
        var environment = new HashMap<>(servers.sidecarSettings(server));
        environment.putAll(more);
        return started.add(SidecarProcess.start(directory, environment));
    }

    private static List<String> lines(List<SidecarProcess> sidecars, String part) {
        return sidecars.stream()
                .flatMap(sidecar -> sidecar.log().stream())
                .filter(line -> line.contains(part))
                .toList();
    }

    private static boolean ready(SidecarProcess sidecar) {
        return sidecar.probe("ready") == 200;
    }
}
