package dev.lictor.cli;

import dev.lictor.cluster.InvalidSpecException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** The one place that turns failures into words and exit codes. Only the unexpected shows a stack trace. */
final class Failures implements IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        return tell(failure, command.getErr());
    }

    /** @return the exit code */
    static int tell(Throwable failure, PrintWriter err) {
        return switch (failure) {
            case InvalidSpecException e -> {
                e.problems().forEach(problem -> err.println("lictor: " + problem));
                yield ExitCode.INVALID_SETTINGS.number();
            }
            case CommandFailure e -> {
                String.valueOf(e.getMessage()).lines().forEach(line -> err.println("lictor: " + line));
                yield e.exitCode().number();
            }
            default -> {
                err.println("lictor: unexpected: " + failure);
                failure.printStackTrace(err);
                yield ExitCode.UNEXPECTED.number();
            }
        };
    }
}
