package dev.lictor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.lictor.bootstrap.Report;
import dev.lictor.bootstrap.RunObserver;
import dev.lictor.bootstrap.plan.Omission;
import dev.lictor.bootstrap.rollout.RolloutStatus;
import dev.lictor.kubernetes.WriteOutcome;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import picocli.CommandLine;

/**
 * Writes what happens in a run as lines, and once more as one JSON document at the end. A run may end as planned, by a refusal, by a
 * failure or by a signal: in each case the report is written, and only once.
 */
final class RunReport implements RunObserver, AutoCloseable {
    private static final String KIND = "BootstrapReport";

    private final OutputOptions output;
    private final CommandLine command;
    private final Consumer<Thread> addShutdownHook;
    private final Thread hook = new Thread(this::end);
    private Optional<Supplier<List<WriteOutcome>>> written = Optional.empty();
    private ObjectNode document = JsonReport.of(KIND, false, List.of(), _ -> false);
    private boolean hasOutcomes;
    private boolean hasEnded;

    RunReport(OutputOptions output, CommandLine command) {
        this(output, command, Runtime.getRuntime()::addShutdownHook);
    }

    /** @param addShutdownHook throws {@link IllegalStateException} if this program is ending already */
    RunReport(OutputOptions output, CommandLine command, Consumer<Thread> addShutdownHook) {
        this.output = output;
        this.command = command;
        this.addShutdownHook = addShutdownHook;
    }

    /** @throws CommandFailure if a signal is ending this program already: a run must not begin to write then */
    @Override
    public synchronized void started(Supplier<List<WriteOutcome>> writtenSoFar) {
        try {
            addShutdownHook.accept(hook);
        } catch (IllegalStateException e) {
            throw new CommandFailure(ExitCode.TERMINATED, "a signal ended this run; nothing was written");
        }
        written = Optional.of(writtenSoFar);
    }

    @Override
    public void progress(String line) {
        output.lines(command).accept(line);
    }

    @Override
    public synchronized void outcomes(List<WriteOutcome> outcomes, boolean carriedOut) {
        var done = written();
        Predicate<WriteOutcome> isDone = outcome -> carriedOut || done.contains(outcome);
        outcomes.forEach(
                outcome -> progress(isDone.test(outcome) ? Report.line(outcome) : Report.conditional(outcome)));
        hasOutcomes = true;
        document = JsonReport.of(KIND, carriedOut || !done.isEmpty(), outcomes, isDone);
    }

    @Override
    public void omissions(List<Omission> omissions) {
        omissions.forEach(omission -> warn(omission.inWords()));
        add("omitted", JsonReport.omissions(omissions));
    }

    @Override
    public void outdated(List<String> servers) {
        progress(Report.outdated(servers));
        add("outdated", JsonReport.names(servers));
    }

    @Override
    public void rolloutSkipped() {
        warn("pods that run keep their revision; lictor bootstrap without --no-wait replaces them, one at a time");
    }

    @Override
    public void rollout(RolloutStatus status) {
        add("rollout", JsonReport.rollout(status));
    }

    /** @param checks as {@link JsonReport#checks} gives them */
    void checks(JsonNode checks) {
        add("checks", checks);
    }

    @Override
    public void dataLost(String words) {
        progress(words);
        add("dataLost", TextNode.valueOf(words));
    }

    /** Writes a line to standard error, whatever the format of standard output is. */
    void warn(String line) {
        var err = command.getErr();
        err.println("lictor: " + line);
        err.flush();
    }

    private synchronized void add(String name, JsonNode part) {
        document.set(name, part);
    }

    private List<WriteOutcome> written() {
        return written.map(Supplier::get).orElse(List.of());
    }

    private synchronized void end() {
        if (hasEnded || written.isEmpty()) {
            return;
        }
        hasEnded = true;
        if (!hasOutcomes) {
            var done = written();
            done.forEach(outcome -> progress(Report.line(outcome)));
            document = JsonReport.of(KIND, !done.isEmpty(), done, _ -> true);
        }
        output.document(command, document);
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
