package dev.lictor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lictor.bootstrap.Report;
import dev.lictor.kubernetes.WriteOutcome;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine;

/**
 * Says what a run has written, whenever and however it ends: as planned, refused half-way, by a failure, or by a signal. It is said once.
 */
final class RunReport implements AutoCloseable {
    private static final String KIND = "BootstrapReport";

    private final OutputOptions output;
    private final CommandLine command;
    private final Supplier<List<WriteOutcome>> written;
    private final Thread hook = new Thread(this::end);
    private ObjectNode document;
    private boolean isTold;
    private boolean hasEnded;

    /** @param written so far, asked for if it has to be said before {@link #tell} */
    RunReport(OutputOptions output, CommandLine command, Supplier<List<WriteOutcome>> written) {
        this.output = output;
        this.command = command;
        this.written = written;
        this.document = JsonReport.of(KIND, false, List.of());
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /**
     * What has become of each object, or would have. A refusal says already that it is none, and may end in a command to copy.
     *
     * @param carriedOut neither a dry run nor refused
     */
    synchronized void tell(List<WriteOutcome> outcomes, boolean carriedOut) {
        var done = written.get();
        outcomes.forEach(outcome -> say(Report.line(outcome)
                + (carriedOut || outcome instanceof WriteOutcome.Refused || done.contains(outcome)
                        ? ""
                        : " (nothing written)")));
        isTold = true;
        document = JsonReport.of(KIND, carriedOut || !done.isEmpty(), outcomes);
    }

    /** What follows, a part by name. */
    synchronized void add(String name, JsonNode part) {
        document.set(name, part);
    }

    private synchronized void end() {
        if (hasEnded) {
            return;
        }
        hasEnded = true;
        if (!isTold) {
            var done = written.get();
            done.forEach(outcome -> say(Report.line(outcome)));
            document = JsonReport.of(KIND, !done.isEmpty(), done);
        }
        output.document(command, document);
    }

    private void say(String line) {
        output.lines(command).accept(line);
    }

    @Override
    public void close() {
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // A signal ends this program already.
        }
    }
}
