package dev.lictor.cli;

/** A failure with an exit code. Its message says what is wrong and what helps, for the user of the command. */
public final class CommandFailure extends RuntimeException {
    private final transient ExitCode exitCode;

    public CommandFailure(ExitCode exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    public ExitCode exitCode() {
        return exitCode;
    }
}
