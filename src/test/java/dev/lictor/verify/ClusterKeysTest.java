package dev.lictor.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lictor.bootstrap.PlanExecutor;
import dev.lictor.bootstrap.keys.KeyMaterialFactory;
import dev.lictor.bootstrap.plan.BootstrapRequest;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.kubernetes.ObjectKey;
import dev.lictor.manifests.SecretObject;
import dev.lictor.pki.Pem;
import dev.lictor.testing.FakeKubernetesApi;
import dev.lictor.testing.Specs;
import io.fabric8.kubernetes.api.model.Secret;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClusterKeysTest {
    private final FakeKubernetesApi kubernetes = new FakeKubernetesApi();

    @Test
    void readsTheSecretsOfBootstrap() {
        var spec = bootstrapped(Specs.with(Map.of("lictor.verify-incoming", "all")));

        var keys = ClusterKeys.read(kubernetes, spec);

        assertThat(keys.server().certificate().getIssuerX500Principal())
                .isEqualTo(keys.trusted().getFirst().getSubjectX500Principal());
        assertThat(keys.client())
                .hasValueSatisfying(client -> assertThat(client).isNotEqualTo(keys.server()));
        assertThat(keys.identity("server.dc1.consul") + " " + keys).doesNotContain("PRIVATE KEY", "BEGIN");
    }

    @Test
    void clientsHaveNoCertificateIfHttpsRequiresNone() {
        assertThat(ClusterKeys.read(kubernetes, bootstrapped(Specs.usual())).client())
                .isEmpty();
    }

    @Test
    void theServersCertificateReplacesAMissingClientCertificate() {
        var spec = bootstrapped(Specs.with(Map.of("lictor.verify-incoming", "all")));
        kubernetes.objects.remove(ObjectKey.of(SecretObject.of(spec, "consul-client-tls", Map.of())));

        var keys = ClusterKeys.read(kubernetes, spec);

        assertThat(keys.client()).isEmpty();
        assertThat(keys.identity("server.dc1.consul").certificate())
                .isEqualTo(Pem.certificate(keys.server().certificate()));
    }

    @Test
    void aMissingSecretIsAnError() {
        assertThatThrownBy(() -> ClusterKeys.read(kubernetes, Specs.usual()))
                .isInstanceOf(CannotVerifyException.class)
                .hasMessage(
                        "secret/consul-tls does not exist, and verify compares the servers with it; lictor bootstrap creates it, or says what prevents that");
    }

    @Test
    void aBrokenSecretIsReportedWithoutItsContent() {
        var spec = bootstrapped(Specs.usual());
        var like = SecretObject.of(spec, "consul-gossip", Map.of());
        kubernetes.objects.put(
                ObjectKey.of(like),
                SecretObject.changed(
                        (Secret) kubernetes.find(like).orElseThrow(), Map.of("gossip-encryption-key", "c2hvcnQ=")));

        assertThatThrownBy(() -> ClusterKeys.read(kubernetes, spec))
                .isInstanceOf(CannotVerifyException.class)
                .hasMessage("secret/consul-gossip: the gossip key has 5 bytes instead of 32; restore it from a backup");
    }

    private ClusterSpec bootstrapped(ClusterSpec spec) {
        var clock = Clock.systemUTC();
        new PlanExecutor(
                        kubernetes,
                        BootstrapRequest.of(spec),
                        new KeyMaterialFactory(spec, new SecureRandom(), clock),
                        clock)
                .run();
        return spec;
    }
}
