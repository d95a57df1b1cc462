package dev.lictor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.kubernetes.KubernetesApiException;
import java.io.BufferedWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
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
