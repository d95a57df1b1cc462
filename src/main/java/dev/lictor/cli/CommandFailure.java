package dev.lictor.cli;

/** A failure that is understood: what is wrong and what would help, in words for whoever typed the command. */
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
