package dev.lictor.cli;

/** The exit codes of all commands. {@code docs/reference/exit-codes.md} repeats this table. */
public enum ExitCode {
    DONE(0, "done; also a sidecar or a local cluster that was asked to stop"),
    UNEXPECTED(1, "an unexpected failure, with its stack trace"),
    USAGE(2, "a wrong command line"),
    INVALID_SETTINGS(3, "invalid settings"),
    KUBERNETES(4, "Kubernetes refuses or cannot be reached, or an object there is refused"),
    CONSUL(5, "Consul refuses or cannot be started"),
    NOT_READY(6, "not ready in time"),
    CHECK_FAILED(7, "a check failed or is unknown, or data is lost; `diff --exit-code` found a difference"),
    INTERRUPTED(130, "interrupted by Ctrl-C"),
    TERMINATED(143, "ended by SIGTERM");

    private final int number;
    private final String meaning;

    ExitCode(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    public int number() {
        return number;
    }

    public String meaning() {
        return meaning;
    }
}
