package dev.lictor.kubernetes.kubeconfig;

import static dev.lictor.reference.ReferencePage.table;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.reference.ReferencePage;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every field of a kubeconfig is in docs/reference/commands.md. */
class KubeconfigReferenceTest {
    @Test
    void everyFieldIsThere() {
        ReferencePage.of("commands")
                .hasGenerated(
                        "kubeconfig", table(List.of("part", "field", "support", ""), KubeconfigField.rows().stream()));
    }

    /** Of client-go's types in 1.37, {@code clientcmd/api/v1}; those that Kubernetes documents as unused are left out. */
    @Test
    void theTableHasTheFieldsThatKubernetesDefines() {
        assertThat(Arrays.stream(KubeconfigField.values())
                        .filter(field -> field.section() == KubeconfigField.Section.USER
                                || field.section() == KubeconfigField.Section.CLUSTER)
                        .map(KubeconfigField::text))
                .containsExactlyInAnyOrder(
                        "server",
                        "tls-server-name",
                        "insecure-skip-tls-verify",
                        "certificate-authority",
                        "certificate-authority-data",
                        "proxy-url",
                        "disable-compression",
                        "client-certificate",
                        "client-certificate-data",
                        "client-key",
                        "client-key-data",
                        "token",
                        "tokenFile",
                        "as",
                        "as-uid",
                        "as-groups",
                        "as-user-extra",
                        "username",
                        "password",
                        "auth-provider",
                        "exec");
    }
}
