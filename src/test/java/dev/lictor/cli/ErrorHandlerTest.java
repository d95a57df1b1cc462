package dev.lictor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.kubernetes.KubernetesApiException;
import java.io.BufferedWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.util.List;
import org.junit.jupiter.api.Test;

class ErrorHandlerTest {
    private final StringWriter told = new StringWriter();

    @Test
    void eachProblemIsOneLineWithoutControlCharacters() {
        tell(new KubernetesApiException(
                KubernetesApiException.Reason.FORBIDDEN, "cannot get pods\u001b[2J\ncannot list nodes\u202e"));

        assertThat(told.toString())
                .startsWith(
                        "lictor: cannot get pods?[2J\nlictor: cannot list nodes?\nlictor: an administrator can grant the rights of k8s/role.yaml ");
    }

    @Test
    void eachCauseOfARefusalHasItsRemedyOnce() {
        tell(KubernetesApiException.all(List.of(
                refused("create secret/consul-ca", "exceeded quota: q, requested: secrets=1"),
                refused("create secret/consul-tls", "exceeded quota: q, requested: secrets=1"),
                refused("write statefulset/consul", "admission webhook \"x\" denied the request: no"))));

        assertThat(told.toString().lines())
                .containsExactly(
                        "lictor: cannot create secret/consul-ca, secret/consul-tls: exceeded quota: q, requested: secrets=1",
                        "lictor: cannot write statefulset/consul: admission webhook \"x\" denied the request: no",
                        "lictor: have the ResourceQuota raised, or make room in the namespace",
                        "lictor: an admission policy denies it, whoever asks: set what it demands (docs/how-to/policies.md), or ask its owner for an exception",
                        "lictor: the objects written so far stay, and no others were written; fix that and run again");
    }

    private static KubernetesApiException refused(String request, String words) {
        return KubernetesApiException.of(
                KubernetesApiException.Reason.REFUSED, request, words, new IllegalStateException());
    }

    @Test
    void theUnexpectedKeepsItsTraceButRulesNoTerminalEither() {
        tell(new IllegalStateException("why\u009b1A"));

        assertThat(told.toString())
                .startsWith("lictor: unexpected: java.lang.IllegalStateException: why?1A\n")
                .contains("\n\tat dev.lictor.cli.ErrorHandlerTest.")
                .doesNotContain("\u009b");
    }

    /** It flushes at the end of a line that is printed by println, and the program ends without flushing the rest. */
    private static PrintWriter asOfPicocli(Writer out) {
        return new PrintWriter(new BufferedWriter(out), true);
    }

    private void tell(Throwable failure) {
        assertThat(ErrorHandler.report(failure, asOfPicocli(told))).isPositive();
    }
}
