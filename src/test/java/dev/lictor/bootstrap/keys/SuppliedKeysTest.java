package dev.lictor.bootstrap.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.bootstrap.PlanExecutor;
import dev.lictor.bootstrap.Report;
import dev.lictor.bootstrap.plan.AdoptionPolicy;
import dev.lictor.bootstrap.plan.BootstrapRequest;
import dev.lictor.bootstrap.plan.ConflictPolicy;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.kubernetes.ObjectKey;
import dev.lictor.kubernetes.WriteOutcome;
import dev.lictor.manifests.SecretObject;
import dev.lictor.pki.Ca;
import dev.lictor.pki.CertificateAndKey;
import dev.lictor.pki.Fingerprint;
import dev.lictor.pki.Pem;
import dev.lictor.testing.FakeKubernetesApi;
import dev.lictor.testing.ForeignCertificates;
import dev.lictor.testing.Specs;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Key material that comes from elsewhere: by files, without the CA's key, or in a Secret made by hand. */
class SuppliedKeysTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Ca OWN = ForeignCertificates.ca(NOW).make();
    private static final Ca OTHER = ForeignCertificates.ca(NOW).make();
    private static final ClusterSpec SPEC = Specs.with(Map.of("lictor.tls.key-type", "rsa-2048"));
    private static final CertificateAndKey LEAF = ForeignCertificates.server(OWN, NOW, "server.dc1.consul", "127.0.0.1")
            .makeLeaf();

    private final FakeKubernetesApi kubernetes = new FakeKubernetesApi();
    private Instant now = NOW;

    @Test
    void aCaThatIsBroughtIsStoredAndSigns() {
        run(SPEC, keys(OWN));

        assertThat(content("consul-ca", "ca.crt")).isEqualTo(Pem.certificate(OWN.certificate()));
        assertThat(Pem.readKey(content("consul-ca", "ca.key"), "ca.key")).isEqualTo(key(OWN));
        assertThat(content("consul-tls", "ca.crt")).isEqualTo(Pem.certificate(OWN.certificate()));
        assertNothingIsLeftToDo(SPEC, keys(OWN));
        assertNothingIsLeftToDo(SPEC, SuppliedKeys.none());
    }

    @Test
    void anotherCaThanTheOneInUseIsRefusedWithBothFingerprints() {
        run(SPEC, keys(OWN));
        kubernetes.writes.clear();

        assertThat(run(SPEC, keys(OTHER)))
                .filteredOn(line -> line.contains("refused"))
                .singleElement()
                .asString()
                .startsWith("secret/consul-ca refused: --ca-cert-file supplies another CA")
                .contains(Fingerprint.of(OWN.certificate()), Fingerprint.of(OTHER.certificate()));
        assertThat(kubernetes.writes).isEmpty();
    }

    @Test
    void aCaThatMayNotSignIsRefusedBeforeItIsStored() {
        var expired = ForeignCertificates.ca(NOW)
                .lasting(NOW.minus(Duration.ofDays(2)), NOW.minus(Duration.ofDays(1)))
                .make();

        assertThat(run(SPEC, keys(expired)))
                .anyMatch(line -> line.startsWith("secret/consul-ca refused: ca.crt expired"));
        assertThat(kubernetes.writes).isEmpty();
    }

    @Test
    void aKeyThatWasMissingIsAddedOnceAndOfAnotherCaItIsRefused() {
        run(SPEC, new SuppliedKeys(certificate(OWN), Optional.empty(), Optional.of(LEAF)));
        assertThat(secret("consul-ca").getData()).containsOnlyKeys("ca.crt");

        assertThat(run(SPEC, keyOnly(OTHER)))
                .anyMatch(
                        line -> line.startsWith("secret/consul-ca refused: the key of --ca-key-file does not belong"));
        assertThat(run(SPEC, keyOnly(OWN)))
                .contains("secret/consul-ca changed: the key of --ca-key-file is added")
                .anyMatch(line -> line.startsWith("secret/consul-tls changed: names differ"));
        assertNothingIsLeftToDo(SPEC, keyOnly(OWN));
    }

    @Test
    void aKeyAloneMakesNoCa() {
        assertThat(run(SPEC, keyOnly(OWN)))
                .anyMatch(line ->
                        line.contains("--ca-key-file alone makes no CA; give its certificate, too: --ca-cert-file"));
    }

    @Test
    void withoutTheCasKeyWhatWorksIsKeptAndTheReportSaysWhatIsMissing() {
        run(SPEC, new SuppliedKeys(certificate(OWN), Optional.empty(), Optional.of(LEAF)));

        assertThat(run(SPEC, SuppliedKeys.none()))
                .anyMatch(line -> line.startsWith("secret/consul-ca kept: CA valid until ")
                        && line.contains("its key is kept elsewhere, so nothing is issued"))
                .anyMatch(
                        line -> line.startsWith("secret/consul-tls kept: certificate valid until 2027-03-01T12:00:00Z")
                                && line.contains("names differ")
                                && line.contains("--ca-key-file"));
        assertNothingIsLeftToDo(SPEC, SuppliedKeys.none());
    }

    @Test
    void withoutTheCasKeyAMissingCertificateIsRefusedWithTheRemedy() {
        var onlyCertificate = new SuppliedKeys(certificate(OWN), Optional.empty(), Optional.empty());

        assertThat(run(SPEC, onlyCertificate))
                .anyMatch(line -> line.startsWith("secret/consul-tls refused: does not exist")
                        && line.contains("--ca-key-file")
                        && line.contains("--server-cert-file"));
    }

    @Test
    void withoutTheCasKeyACertificateThatDoesNotWorkIsRefusedAndOneThatIsBroughtReplacesIt() {
        run(SPEC, new SuppliedKeys(certificate(OWN), Optional.empty(), Optional.of(LEAF)));
        now = NOW.plus(Duration.ofDays(366));
        var renewed = ForeignCertificates.server(OWN, now, "server.dc1.consul", "127.0.0.1")
                .makeLeaf();

        assertThat(run(SPEC, SuppliedKeys.none()))
                .anyMatch(line -> line.startsWith(
                        "secret/consul-tls refused: expired at 2027-03-01T12:00:00Z; give --ca-key-file"));
        assertThat(run(SPEC, new SuppliedKeys(Optional.empty(), Optional.empty(), Optional.of(renewed))))
                .anyMatch(line -> line.startsWith("secret/consul-tls changed: the certificate of --server-cert-file"));
        assertThat(content("consul-tls", "consul.crt")).isEqualTo(Pem.certificate(renewed.certificate()));
        assertNothingIsLeftToDo(SPEC, SuppliedKeys.none());
    }

    @Test
    void withoutTheCasKeyClientsGoWithoutACertificate() {
        var mutual = Specs.with(Map.of("lictor.verify-incoming", "all"));

        var lines = run(mutual, new SuppliedKeys(certificate(OWN), Optional.empty(), Optional.of(LEAF)));

        assertThat(lines).noneMatch(line -> line.contains("consul-client-tls") || line.contains("refused"));
        assertThat(run(mutual, SuppliedKeys.none()))
                .anyMatch(line -> line.contains("no secret/consul-client-tls either: give --ca-key-file"));
        assertThat(run(mutual, keyOnly(OWN))).contains("secret/consul-client-tls created");
    }

    @Test
    void aServersCertificateIsJudgedByTheCaAndTheNames() {
        var stranger = ForeignCertificates.server(OTHER, NOW, "server.dc1.consul", "127.0.0.1")
                .makeLeaf();
        var elsewhere = ForeignCertificates.server(OWN, NOW, "server.dc2.consul", "127.0.0.1")
                .makeLeaf();

        assertThat(run(SPEC, keys(OWN, stranger)))
                .anyMatch(line -> line.contains("--server-cert-file cannot be used: issued by another CA"));
        assertThat(run(SPEC, new SuppliedKeys(certificate(OWN), Optional.empty(), Optional.of(elsewhere))))
                .anyMatch(line ->
                        line.contains("--server-cert-file cannot be used: does not carry the name server.dc1.consul"));
        assertThat(run(SPEC, keys(OWN, LEAF)))
                .as("the next run would replace it")
                .anyMatch(line ->
                        line.contains("the next run would issue another certificate than that of --server-cert-file")
                                && line.endsWith("supply none, and one is issued now"));
        assertThat(run(SPEC, new SuppliedKeys(Optional.empty(), Optional.empty(), Optional.of(LEAF))))
                .anyMatch(line -> line.contains("needs the CA that issued it; supply it, too: --ca-cert-file"));
        assertThat(kubernetes.writes).isEmpty();
    }

    @Test
    void aCaSecretThatSomebodyMadeWithOurLabelsIsUsed() {
        var made = SecretObject.of(
                SPEC, "consul-ca", Map.of("ca.crt", Pem.certificate(OWN.certificate()), "ca.key", Pem.key(key(OWN))));
        kubernetes.objects.put(ObjectKey.of(made), made);

        assertThat(run(SPEC, SuppliedKeys.none()))
                .anyMatch(line -> line.startsWith("secret/consul-ca kept"))
                .contains("secret/consul-tls created");
    }

    @Test
    void anotherKeyTypeIsAReasonToIssueALeafAnewButNotACa() {
        run(Specs.usual(), SuppliedKeys.none());

        assertThat(run(SPEC, SuppliedKeys.none()))
                .anyMatch(line -> line.startsWith("secret/consul-ca kept"))
                .contains("secret/consul-tls changed: its key is ec-p256 instead of rsa-2048");
        assertNothingIsLeftToDo(SPEC, SuppliedKeys.none());
    }

    @Test
    void aSecretMadeByHandIsRefusedUnlessItIsToBeTakenOver() {
        var tutorial = tutorial();

        assertThat(run(tutorial, SuppliedKeys.none()))
                .filteredOn(line -> line.contains("refused"))
                .singleElement()
                .asString()
                .startsWith("secret/sec-consul refused: exists and is not part of this cluster")
                .endsWith("by --adopt, which --dry-run shows first");
        assertThat(kubernetes.writes).isEmpty();
    }

    @Test
    void aSecretMadeByHandIsTakenOverWithAllThatItHolds() {
        var tutorial = tutorial();
        var data = Map.copyOf(secret("sec-consul").getData());

        var lines = adopt(tutorial, SuppliedKeys.none());

        assertThat(lines)
                .contains("secret/consul-ca created")
                .anyMatch(line -> line.startsWith("secret/sec-consul changed: taken over, with what it holds"));
        assertThat(secret("sec-consul").getData()).isEqualTo(data);
        assertThat(secret("sec-consul").getMetadata().getLabels())
                .containsEntry("app.kubernetes.io/managed-by", "lictor")
                .containsEntry("mine", "too");
        assertThat(secret("consul-ca").getData()).containsOnlyKeys("ca.crt");
        assertThat(content("consul-ca", "ca.crt")).isEqualTo(Pem.certificate(OWN.certificate()));
        assertNothingIsLeftToDo(tutorial, SuppliedKeys.none());
    }

    @Test
    void withTheCasKeyTheTakeoverStillKeepsTheCertificateAndSaysWhatTheNextRunDoes() {
        var tutorial = tutorial();
        var data = Map.copyOf(secret("sec-consul").getData());

        var lines = adopt(tutorial, keyOnly(OWN));

        assertThat(lines).anyMatch(line -> line.contains("issued anew by the next run: names differ"));
        assertThat(secret("sec-consul").getData()).isEqualTo(data);
        assertThat(secret("consul-ca").getData()).containsOnlyKeys("ca.crt", "ca.key");
        assertThat(run(tutorial, SuppliedKeys.none()))
                .anyMatch(line -> line.startsWith("secret/sec-consul changed: names differ"));
        assertThat(secret("sec-consul").getData())
                .containsEntry("gossip-encryption-key", Objects.requireNonNull(data.get("gossip-encryption-key")));
    }

    @Test
    void noKeyIsInAnybodysWords() {
        var words = keys(OWN, LEAF) + " " + OWN + " " + new KeyMaterialSource.OfCa(OWN) + " "
                + new KeyMaterialSource.OfServers(LEAF);

        assertThat(words).doesNotContainIgnoringCase("private").doesNotContain("modulus");
    }

    /** One Secret of everything, as the tutorial makes it by hand. */
    private ClusterSpec tutorial() {
        var made = new SecretBuilder(SecretObject.of(
                        SPEC,
                        "sec-consul",
                        Map.of(
                                "gossip-encryption-key", "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2U=",
                                "ca.crt", Pem.certificate(OWN.certificate()),
                                "consul.crt", Pem.certificate(LEAF.certificate()),
                                "consul-key.key", Pem.key(LEAF.key()))))
                .editMetadata()
                .withLabels(Map.of("mine", "too"))
                .endMetadata()
                .build();
        kubernetes.objects.put(ObjectKey.of(made), made);
        return Specs.with(Map.of("lictor.names.tls-secret", "sec-consul", "lictor.names.gossip-secret", "sec-consul"));
    }

    private void assertNothingIsLeftToDo(ClusterSpec spec, SuppliedKeys keys) {
        kubernetes.writes.clear();
        var lines = run(spec, keys);
        assertThat(lines).allMatch(line -> line.endsWith(" unchanged") || line.contains(" kept: "));
        assertThat(kubernetes.writes).isEmpty();
    }

    private List<String> run(ClusterSpec spec, SuppliedKeys keys) {
        return run(new BootstrapRequest(spec, keys, AdoptionPolicy.REFUSE, ConflictPolicy.YIELD));
    }

    private List<String> adopt(ClusterSpec spec, SuppliedKeys keys) {
        return run(new BootstrapRequest(spec, keys, AdoptionPolicy.ADOPT, ConflictPolicy.YIELD));
    }

    private List<String> run(BootstrapRequest request) {
        InstantSource clock = () -> now;
        var maker = new KeyMaterialFactory(request.spec(), new SecureRandom(), clock);
        List<WriteOutcome> outcomes = new PlanExecutor(kubernetes, request, maker, clock).run();
        return Report.lines(outcomes);
    }

    private Secret secret(String name) {
        return (Secret) Objects.requireNonNull(kubernetes.objects.get(new ObjectKey("Secret", "consul", name)));
    }

    private String content(String name, String key) {
        return SecretObject.content(secret(name), key).orElseThrow();
    }

    private static Optional<Ca> certificate(Ca ca) {
        return Optional.of(ca.with(Optional.empty()));
    }

    private static SuppliedKeys keys(Ca ca) {
        return new SuppliedKeys(certificate(ca), ca.key(), Optional.empty());
    }

    private static SuppliedKeys keys(Ca ca, CertificateAndKey leaf) {
        return new SuppliedKeys(certificate(ca), ca.key(), Optional.of(leaf));
    }

    private static SuppliedKeys keyOnly(Ca ca) {
        return new SuppliedKeys(Optional.empty(), ca.key(), Optional.empty());
    }

    private static PrivateKey key(Ca ca) {
        return ca.key().orElseThrow();
    }
}
