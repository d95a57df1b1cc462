package dev.lictor.kubernetes.fabric8;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.kubernetes.AdmissionRefusal;
import dev.lictor.kubernetes.KubernetesApiException;
import dev.lictor.kubernetes.KubernetesApiException.Reason;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of refusals of a real API server: see {@code kubernetes-answers/README.md}. */
class RefusalTest {
    private static final Path ANSWERS = Path.of("src/test/resources/kubernetes-answers/1.37.2");

    @ParameterizedTest
    @CsvSource({
        "quota-exceeded, QUOTA_EXCEEDED",
        "limits-required, LIMITS_REQUIRED",
        "limit-range, LIMIT_RANGE",
        "claim-limit-range, LIMIT_RANGE",
        "pod-security, POD_SECURITY",
        "policy-forbidden, POLICY",
        "policy-invalid, POLICY",
        "webhook-denied, POLICY",
        "webhook-unavailable, WEBHOOK_UNAVAILABLE",
        "no-dry-run, NO_DRY_RUN",
        "namespace-terminating, NAMESPACE_TERMINATING"
    })
    void aRefusalOfAdmissionIsNoMissingPermission(String answer, AdmissionRefusal cause) {
        var failure = failure("create secret/consul-ca", answer);

        assertThat(failure.reason()).isEqualTo(Reason.REFUSED);
        assertThat(failure.admissionRefusals()).containsExactly(cause);
    }

    @Test
    void aMissingPermissionIsOne() {
        var failure = failure("get secret/x", "permission-missing");

        assertThat(failure.reason()).isEqualTo(Reason.FORBIDDEN);
        assertThat(failure.admissionRefusals()).isEmpty();
        assertThat(failure)
                .hasMessage(
                        "cannot get secret/x: User \"nobody\" cannot get resource \"secrets\" in API group \"\" in the namespace \"rec-vap\"");
    }

    @Test
    void oneCauseIsOneLineHoweverManyObjectsItConcerns() {
        var failures = List.of(
                failure("create secret/consul-ca", "namespace-terminating"),
                failure("create secret/consul-tls", "namespace-terminating"),
                failure("write configmap/consul-config", "namespace-terminating"),
                failure("write statefulset/consul", "policy-forbidden"));

        var all = KubernetesApiException.all(failures);

        assertThat(all).hasMessage("""
                        cannot create secret/consul-ca, secret/consul-tls, or write configmap/consul-config: unable to create new content in namespace rec-term because it is being terminated
                        cannot write statefulset/consul: ValidatingAdmissionPolicy 'team-label' with binding 'team-label' denied request: every ConfigMap needs the label team""");
        assertThat(all.admissionRefusals())
                .containsExactly(AdmissionRefusal.NAMESPACE_TERMINATING, AdmissionRefusal.POLICY);
        assertThat(all.reasons()).containsExactly(Reason.REFUSED);
    }

    private static KubernetesApiException failure(String request, String answer) {
        try {
            var status = Serialization.unmarshal(Files.readString(ANSWERS.resolve(answer + ".json")), Status.class);
            return Fabric8KubernetesApi.failure(request, new KubernetesClientException(status));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
