package dev.lictor.bootstrap.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.bootstrap.PlanExecutor;
import dev.lictor.bootstrap.Report;
import dev.lictor.bootstrap.keys.KeyMaterialFactory;
import dev.lictor.bootstrap.keys.SuppliedKeys;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.kubernetes.ObjectKey;
import dev.lictor.manifests.SecretObject;
import dev.lictor.pki.Ca;
import dev.lictor.pki.CertificateAndKey;
import dev.lictor.pki.Fingerprint;
import dev.lictor.pki.Pem;
import dev.lictor.testing.FakeKubernetesApi;
import dev.lictor.testing.ForeignCertificates;
import dev.lictor.testing.Specs;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of trust: of another CA, of a second one, and of what stands between a root and the servers. */
class AnotherCaTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Ca OLD = ForeignCertificates.ca(NOW).make();
    private static final Ca NEW = ForeignCertificates.ca(NOW).make();
    private static final Ca ROOT = ForeignCertificates.ca(NOW).named("CN=root").make();
    private static final Ca BETWEEN =
            ForeignCertificates.ca(NOW).named("CN=int").signedBy(ROOT).make();
    private static final ClusterSpec SPEC = Specs.with(Map.of("lictor.verify-incoming", "all"));

    private final FakeKubernetesApi kubernetes = new FakeKubernetesApi();
    private Instant now = NOW;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anotherCaIsRefusedWhileServersTrustTheOldOneAlone(boolean deleted) {
        run(keys(OLD));
        var before = Map.copyOf(kubernetes.objects);
        if (deleted) {
            kubernetes.objects.remove(key("consul-ca"));
            put("consul-ca", ca(NEW));
        } else {
            change("consul-ca", ca(NEW));
        }
        kubernetes.writes.clear();

        assertThat(run(SuppliedKeys.none()))
                .filteredOn(line -> line.contains("refused"))
                .singleElement()
                .asString()
                .startsWith(
                        "secret/consul-ca refused: holds another CA than ca.crt of secret/consul-tls, which the servers use")
                .contains(Fingerprint.of(OLD.certificate()), Fingerprint.of(NEW.certificate()))
                .contains("append this CA to the ca.crt of secret/consul-tls")
                .contains("secret/consul-client-tls");
        assertThat(kubernetes.writes).isEmpty();
        assertThat(kubernetes.objects.get(key("consul-tls"))).isEqualTo(before.get(key("consul-tls")));
    }

    @Test
    void anotherCaThatIsTrustedAlreadySignsAndTheOldOneStaysTrusted() {
        run(keys(OLD));
        var both = Pem.certificate(OLD.certificate()) + Pem.certificate(NEW.certificate());
        change("consul-tls", Map.of("ca.crt", both));
        change("consul-client-tls", Map.of("ca.crt", both));

        assertThat(run(SuppliedKeys.none()))
                .anyMatch(line -> line.startsWith("secret/consul-tls kept: ")
                        && line.endsWith(
                                "ca.crt still trusts other CAs: SHA-256 " + Fingerprint.of(NEW.certificate())));
        change("consul-ca", ca(NEW));

        assertThat(run(SuppliedKeys.none()))
                .contains("secret/consul-tls changed: issued by another CA")
                .contains("secret/consul-client-tls changed: issued by another CA");
        assertThat(leaf("consul-tls", "consul.crt"))
                .satisfies(leaf -> assertThat(isOf(leaf, NEW)).isTrue());
        assertThat(content("consul-tls", "ca.crt")).isEqualTo(both);
        assertThat(content("consul-client-tls", "ca.crt")).isEqualTo(both);
        assertNothingIsLeftToDo();

        // When somebody drops the old one by hand
        change("consul-tls", Map.of("ca.crt", Pem.certificate(NEW.certificate())));
        assertNothingIsLeftToDo();
    }

    @Test
    void aCaByFlagThatServersDoNotTrustIsRefusedWithTheSafeWay() {
        run(keys(OLD));

        assertThat(run(keys(NEW)))
                .anyMatch(line -> line.startsWith("secret/consul-ca refused: --ca-cert-file supplies another CA")
                        && line.contains("put both into the ca.crt of secret/consul-tls"));
        kubernetes.objects.remove(key("consul-ca"));
        assertThat(run(keys(NEW)))
                .anyMatch(line -> line.startsWith("secret/consul-ca refused: --ca-cert-file supplies another CA"));
    }

    @Test
    void withoutServersAnotherCaIsAddedToWhatIsTrusted() {
        run(keys(OLD));
        kubernetes.objects.values().removeIf(StatefulSet.class::isInstance);
        change("consul-ca", ca(NEW));

        assertThat(run(SuppliedKeys.none()))
                .anyMatch(line -> line.startsWith("secret/consul-tls changed: ca.crt does not hold the CA"));
        assertThat(content("consul-tls", "ca.crt"))
                .isEqualTo(Pem.certificate(OLD.certificate()) + Pem.certificate(NEW.certificate()));
        assertNothingIsLeftToDo();
    }

    @Test
    void theSameCaSignedAgainIsAddedToo() {
        run(keys(OLD));
        var again = ForeignCertificates.ca(NOW).of(OLD).serial(2).make();
        change("consul-ca", ca(again));

        assertThat(run(SuppliedKeys.none())).noneMatch(line -> line.contains("refused"));
        assertThat(Pem.readCertificates(content("consul-tls", "ca.crt"), "ca.crt"))
                .containsExactly(OLD.certificate(), again.certificate());
        assertNothingIsLeftToDo();
    }

    @Test
    void aSecondCaSurvivesRenewalsWordForWord() {
        run(keys(OLD));
        var both = "# by the people of the mesh\n" + Pem.certificate(NEW.certificate()) + "\n# ours\n"
                + Pem.certificate(OLD.certificate());
        change("consul-tls", Map.of("ca.crt", both, "more", "kept"));
        change("consul-client-tls", Map.of("ca.crt", both));
        now = NOW.plus(Duration.ofDays(300));

        assertThat(run(SuppliedKeys.none()))
                .anyMatch(line -> line.startsWith("secret/consul-tls changed: expires at"))
                .anyMatch(line -> line.startsWith("secret/consul-client-tls changed: expires at"));
        assertThat(content("consul-tls", "ca.crt")).isEqualTo(both);
        assertThat(content("consul-tls", "more")).isEqualTo("kept");
        assertThat(content("consul-client-tls", "ca.crt")).isEqualTo(both);
        assertNothingIsLeftToDo();
    }

    @Test
    void anIntermediateCasChainIsStoredAndShownThroughEveryRenewal() {
        var given = Ca.of(List.of(BETWEEN.certificate(), ROOT.certificate()), Optional.empty());
        run(new SuppliedKeys(Optional.of(given), BETWEEN.key(), Optional.empty()));

        for (int days : List.of(0, 300, 600)) {
            now = NOW.plus(Duration.ofDays(days));
            run(SuppliedKeys.none());
            assertThat(certificates("consul-ca", "ca.crt")).isEqualTo(given.chain());
            assertThat(certificates("consul-tls", "ca.crt")).isEqualTo(given.chain());
            assertThat(certificates("consul-tls", "consul.crt"))
                    .hasSize(2)
                    .endsWith(BETWEEN.certificate())
                    .first()
                    .satisfies(leaf -> assertThat(isOf(leaf, BETWEEN)).isTrue());
            assertNothingIsLeftToDo();
        }
    }

    @Test
    void aServersCertificateIsStoredWithItsChainWhicheverOfTheCasIsGiven() {
        var leaf = ForeignCertificates.server(BETWEEN, NOW, "server.dc1.consul", "127.0.0.1")
                .makeLeafWith(BETWEEN);
        for (var chain : List.of(
                List.of(BETWEEN.certificate()),
                List.of(ROOT.certificate()),
                List.of(BETWEEN.certificate(), ROOT.certificate()))) {
            kubernetes.objects.clear();
            var given = Ca.of(chain, Optional.empty());

            run(new SuppliedKeys(Optional.of(given), Optional.empty(), Optional.of(leaf)));

            assertThat(certificates("consul-tls", "consul.crt")).isEqualTo(leaf.shown());
            assertThat(certificates("consul-tls", "ca.crt")).isEqualTo(chain);
            assertNothingIsLeftToDo();
        }
    }

    @Test
    void aChainThatWasCutIsMendedByGivingItAgain() {
        var alone = ForeignCertificates.server(BETWEEN, NOW, "server.dc1.consul", "127.0.0.1")
                .makeLeaf();
        run(new SuppliedKeys(certificate(BETWEEN), Optional.empty(), Optional.of(alone)));

        var whole = new CertificateAndKey(alone.certificate(), alone.key(), List.of(BETWEEN.certificate()));
        run(new SuppliedKeys(certificate(BETWEEN), Optional.empty(), Optional.of(whole)));

        assertThat(certificates("consul-tls", "consul.crt")).isEqualTo(whole.shown());
    }

    @Test
    void aSecretMadeByHandWithAChainIsTakenOverAndRenewedWithIt() {
        var leaf = ForeignCertificates.server(BETWEEN, NOW, "server.dc1.consul", "127.0.0.1")
                .makeLeafWith(BETWEEN);
        for (var trusted : List.of(List.of(BETWEEN.certificate(), ROOT.certificate()), List.of(ROOT.certificate()))) {
            now = NOW;
            kubernetes.objects.clear();
            put(
                    "consul-tls",
                    Map.of(
                            "ca.crt", Pem.certificates(trusted),
                            "consul.crt", Pem.certificates(leaf.shown()),
                            "consul-key.key", Pem.key(leaf.key())),
                    Map.of("mine", "too"));

            var lines = adopt(new SuppliedKeys(Optional.empty(), BETWEEN.key(), Optional.empty()));

            assertThat(lines).noneMatch(line -> line.contains("refused"));
            assertThat(certificates("consul-ca", "ca.crt")).containsExactly(BETWEEN.certificate());
            assertThat(certificates("consul-tls", "consul.crt")).isEqualTo(leaf.shown());
            now = NOW.plus(Duration.ofDays(300));
            run(SuppliedKeys.none());
            assertThat(certificates("consul-tls", "ca.crt")).containsAll(trusted);
            assertThat(certificates("consul-tls", "consul.crt"))
                    .doesNotContain(leaf.certificate())
                    .hasSize(2)
                    .endsWith(BETWEEN.certificate());
            assertNothingIsLeftToDo();
        }
    }

    private static boolean isOf(X509Certificate leaf, Ca issuer) {
        try {
            leaf.verify(issuer.certificate().getPublicKey());
            return true;
        } catch (java.security.GeneralSecurityException e) {
            return false;
        }
    }

    private void assertNothingIsLeftToDo() {
        kubernetes.writes.clear();
        assertThat(run(SuppliedKeys.none())).allMatch(line -> line.endsWith(" unchanged") || line.contains(" kept: "));
        assertThat(kubernetes.writes).isEmpty();
    }

    private List<String> run(SuppliedKeys keys) {
        return run(new BootstrapRequest(SPEC, keys, AdoptionPolicy.REFUSE, ConflictPolicy.YIELD));
    }

    private List<String> adopt(SuppliedKeys keys) {
        return run(new BootstrapRequest(SPEC, keys, AdoptionPolicy.ADOPT, ConflictPolicy.YIELD));
    }

    private List<String> run(BootstrapRequest request) {
        InstantSource clock = () -> now;
        return Report.lines(
                new PlanExecutor(kubernetes, request, new KeyMaterialFactory(SPEC, new SecureRandom(), clock), clock)
                        .run());
    }

    private static ObjectKey key(String secret) {
        return new ObjectKey("Secret", "consul", secret);
    }

    private void put(String name, Map<String, String> content) {
        kubernetes.objects.put(key(name), SecretObject.of(SPEC, name, content));
    }

    private void put(String name, Map<String, String> content, Map<String, String> labels) {
        put(name, content);
        secret(name).getMetadata().setLabels(labels);
    }

    private void change(String name, Map<String, String> content) {
        kubernetes.objects.put(key(name), SecretObject.changed(secret(name), content));
    }

    private static Map<String, String> ca(Ca ca) {
        return Map.of(
                "ca.crt", Pem.certificate(ca.certificate()),
                "ca.key", Pem.key(ca.key().orElseThrow()));
    }

    private Secret secret(String name) {
        return (Secret) Objects.requireNonNull(kubernetes.objects.get(key(name)));
    }

    private String content(String name, String key) {
        return SecretObject.content(secret(name), key).orElseThrow();
    }

    private List<X509Certificate> certificates(String name, String key) {
        return Pem.readCertificates(content(name, key), key);
    }

    private X509Certificate leaf(String name, String key) {
        return certificates(name, key).getFirst();
    }

    private static Optional<Ca> certificate(Ca ca) {
        return Optional.of(ca.with(Optional.empty()));
    }

    private static SuppliedKeys keys(Ca ca) {
        return new SuppliedKeys(certificate(ca), ca.key(), Optional.empty());
    }
}
