package dev.lictor.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lictor.kubernetes.ObjectKey;
import dev.lictor.kubernetes.WriteOutcome;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class RunReportTest {
    private static final WriteOutcome CREATED =
            new WriteOutcome.Created(new ObjectKey("Secret", "consul", "consul-ca"));

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<Thread> hooks = new ArrayList<>();
    private final CommandLine command =
            new CommandLine(new Nothing()).setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    private final OutputOptions json = new OutputOptions();

    @Command(name = "nothing")
    private static final class Nothing implements Callable<Integer> {
        @Override
        public Integer call() {
            return 0;
        }
    }

    RunReportTest() {
        json.format = OutputOptions.Format.JSON;
    }

    @Test
    void aSignalBeforeTheFirstWriteEndsTheRunWithoutAReport() {
        try (var report = new RunReport(json, command, _ -> {
            throw new IllegalStateException("Shutdown in progress");
        })) {
            assertThatThrownBy(() -> report.started(List::of))
                    .isInstanceOfSatisfying(
                            CommandFailure.class,
                            failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.TERMINATED))
                    .hasMessage("a signal ended this run; nothing was written");
        }

        assertThat(out.toString()).isEmpty();
    }

    @Test
    void aRunThatHasNotStartedHasNoReport() {
        try (var report = new RunReport(json, command, hooks::add)) {
            report.warn("warning: no metrics; install them");
        }

        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).isEqualTo("lictor: warning: no metrics; install them\n");
        assertThat(hooks).isEmpty();
    }

    @Test
    void aSignalWritesWhatWasWrittenSoFarAndTheEndOfTheRunWritesNoMore() throws InterruptedException {
        try (var report = new RunReport(json, command, hooks::add)) {
            report.started(() -> List.of(CREATED));
            hooks.getFirst().start();
            hooks.getFirst().join();
        }

        assertThat(err.toString()).isEqualTo("secret/consul-ca created\n");
        assertThat(out.toString()).contains("\"written\" : true").containsOnlyOnce("consul-ca");
    }

    @Test
    void aDryRunSaysOfEachObjectWhatWouldBeDone() {
        try (var report = new RunReport(json, command, hooks::add)) {
            report.started(List::of);
            report.outcomes(List.of(CREATED), false);
        }

        assertThat(err.toString()).isEqualTo("secret/consul-ca would be created\n");
        assertThat(out.toString()).contains("\"written\" : false").doesNotContain("\"written\" : true");
    }
}
