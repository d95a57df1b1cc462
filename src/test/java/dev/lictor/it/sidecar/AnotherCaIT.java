package dev.lictor.it.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lictor.bootstrap.PlanExecutor;
import dev.lictor.bootstrap.Report;
import dev.lictor.bootstrap.keys.KeyMaterialFactory;
import dev.lictor.bootstrap.keys.SuppliedKeys;
import dev.lictor.bootstrap.plan.AdoptionPolicy;
import dev.lictor.bootstrap.plan.BootstrapRequest;
import dev.lictor.bootstrap.plan.ConflictPolicy;
import dev.lictor.kubernetes.ObjectKey;
import dev.lictor.manifests.SecretObject;
import dev.lictor.pki.Ca;
import dev.lictor.pki.CaProfile;
import dev.lictor.pki.CertificateIssuer;
import dev.lictor.pki.Pem;
import dev.lictor.testing.FakeKubernetesApi;
import dev.lictor.testing.servers.ConsulServers;
import dev.lictor.testing.servers.RealConsul;
import dev.lictor.testing.servers.ShownCertificate;
import io.fabric8.kubernetes.api.model.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Real servers with the files that bootstrap writes get another CA step by step, without an interruption. */
@Tag("once")
class AnotherCaIT {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final int SERVERS = 3;

    @TempDir
    Path directory;

    private final FakeKubernetesApi kubernetes = new FakeKubernetesApi();
    private final List<AutoCloseable> started = new ArrayList<>();

    @AfterEach
    void endAll() throws Exception {
        for (var each : started.reversed()) {
            each.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aStepwiseChangeOfTheCaInterruptsNoClient(RealConsul version) {
        // Given three servers that run with the key material of bootstrap
        var servers = new ConsulServers(version, directory, SERVERS, Map.of("lictor.raft-multiplier", "1"), Map.of());
        started.add(servers);
        var old = servers.ca();
        bootstrap(
                servers,
                new SuppliedKeys(
                        Optional.of(new Ca(old.certificate(), Optional.empty())),
                        Optional.of(old.own().key()),
                        Optional.empty()));
        servers.mount(secret("consul-tls"));
        servers.startAll();
        var sidecars = IntStream.range(0, SERVERS)
                .mapToObj(server -> sidecar(servers, server))
                .toList();
        await().atMost(TIMEOUT).until(() -> sidecars.stream().allMatch(AnotherCaIT::ready));
        var other = CertificateIssuer.create(CaProfile.of(servers.spec()), Instant.now(), new SecureRandom());
        var client = new Client(servers, sidecars, List.of(old.certificate(), other.certificate()));
        started.add(client);

        // When the CA is replaced in one step, the run is refused
        var before = secret("consul-ca");
        change("consul-ca", ofCa(other));
        assertThat(bootstrap(servers, SuppliedKeys.none()))
                .anyMatch(line -> line.startsWith("secret/consul-ca refused: holds another CA"));
        kubernetes.objects.put(key("consul-ca"), before);

        // When both CAs are trusted first
        var both = Pem.certificates(List.of(old.certificate(), other.certificate()));
        change("consul-tls", Map.of("ca.crt", both));
        bootstrap(servers, SuppliedKeys.none());
        servers.mount(secret("consul-tls"));
        await().atMost(TIMEOUT)
                .until(() -> lines(sidecars, "the mounted CA changed").size() == SERVERS);

        // And then the new CA signs
        change("consul-ca", ofCa(other));
        assertThat(bootstrap(servers, SuppliedKeys.none())).noneMatch(line -> line.contains("refused"));
        servers.mount(secret("consul-tls"));

        // Then each server serves the new certificate, and both CAs are trusted
        var leaf = Pem.readCertificate(text("consul.crt"), "consul.crt");
        assertThat(leaf.getIssuerX500Principal()).isEqualTo(other.certificate().getSubjectX500Principal());
        assertThat(text("ca.crt")).isEqualTo(both);
        awaitServed(servers, leaf);

        // When the old CA is removed by hand
        change("consul-tls", Map.of("ca.crt", Pem.certificate(other.certificate())));
        assertThat(bootstrap(servers, SuppliedKeys.none())).noneMatch(line -> line.contains("consul-tls changed"));
        servers.mount(secret("consul-tls"));
        await().atMost(TIMEOUT)
                .until(() -> lines(sidecars, "the mounted CA changed").size() == 2 * SERVERS);
        client.go(50);

        // Then all servers were ready all the time, and no write has failed
        assertThat(client.failures).isEmpty();
        assertThat(lines(sidecars, "could not")).isEmpty();
    }

    /** Writes through each server over a new connection each time: an open connection does not check certificates again. */
    private static final class Client implements AutoCloseable {
        private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
        private final List<X509Certificate> trusted;
        private final Thread thread;
        private final AtomicLong rounds = new AtomicLong();

        Client(ConsulServers servers, List<SidecarProcess> sidecars, List<X509Certificate> trusted) {
            this.trusted = trusted;
            this.thread = Thread.ofPlatform().daemon().start(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                    for (int server = 0; server < SERVERS; server++) {
                        write(servers.url(server));
                        if (!ready(sidecars.get(server))) {
                            failures.add("%s: sidecar %d is not ready".formatted(Instant.now(), server));
                        }
                    }
                    rounds.incrementAndGet();
                }
            });
        }

        private void write(URI server) {
            try {
                var connection = (HttpsURLConnection)
                        server.resolve("/v1/kv/tick").toURL().openConnection();
                connection.setSSLSocketFactory(context().getSocketFactory());
                connection.setRequestProperty("Connection", "close");
                connection.setRequestMethod("PUT");
                connection.setReadTimeout(5_000);
                connection.setDoOutput(true);
                connection.getOutputStream().write("x".getBytes(StandardCharsets.US_ASCII));
                if (connection.getResponseCode() != 200) {
                    failures.add("%s: %s answers %d".formatted(Instant.now(), server, connection.getResponseCode()));
                }
            } catch (IOException e) {
                failures.add("%s: %s: %s".formatted(Instant.now(), server, e));
            }
        }

        /** A new context each time, because a resumed session sends no certificate. */
        private SSLContext context() {
            try {
                var store = KeyStore.getInstance("PKCS12");
                store.load(null, null);
                for (var each : trusted) {
                    store.setCertificateEntry("ca-" + each.getSerialNumber().toString(16), each);
                }
                var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
                trust.init(store);
                var context = SSLContext.getInstance("TLS");
                context.init(null, trust.getTrustManagers(), null);
                return context;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        /** Waits for this many further rounds. */
        void go(long more) {
            long end = rounds.get() + more;
            await().atMost(TIMEOUT).until(() -> rounds.get() >= end);
        }

        @Override
        public void close() {
            thread.interrupt();
        }
    }

    private void awaitServed(ConsulServers servers, X509Certificate leaf) {
        IntStream.range(0, SERVERS)
                .forEach(server -> await().atMost(TIMEOUT).untilAsserted(() -> {
                    assertThat(ShownCertificate.of(servers.url(server).getPort()))
                            .contains(leaf);
                    assertThat(ShownCertificate.ofRpc(servers.rpcPort(server))).contains(leaf);
                }));
    }

    private List<String> bootstrap(ConsulServers servers, SuppliedKeys keys) {
        var spec = servers.spec();
        var request = new BootstrapRequest(spec, keys, AdoptionPolicy.REFUSE, ConflictPolicy.YIELD);
        var clock = InstantSource.system();
        return Report.lines(
                new PlanExecutor(kubernetes, request, new KeyMaterialFactory(spec, new SecureRandom(), clock), clock)
                        .run());
    }

    private SidecarProcess sidecar(ConsulServers servers, int server) {
        var sidecar = SidecarProcess.start(directory, new HashMap<>(servers.sidecarSettings(server)));
        started.add(sidecar);
        return sidecar;
    }

    private static Map<String, String> ofCa(CertificateIssuer ca) {
        return Map.of("ca.crt", Pem.certificate(ca.certificate()), "ca.key", Pem.caKey(ca.own()));
    }

    private void change(String name, Map<String, String> content) {
        kubernetes.objects.put(key(name), SecretObject.changed(secret(name), content));
    }

    private Secret secret(String name) {
        return (Secret) Objects.requireNonNull(kubernetes.objects.get(key(name)));
    }

    private String text(String key) {
        return SecretObject.content(secret("consul-tls"), key).orElseThrow();
    }

    private static ObjectKey key(String secret) {
        return new ObjectKey("Secret", "consul", secret);
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
