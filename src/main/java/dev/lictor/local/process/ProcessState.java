package dev.lictor.local.process;

import java.time.Duration;
import java.util.Optional;

/** The state of a process that Lictor started. */
public sealed interface ProcessState {
    public record Running(long pid) implements ProcessState {}

    /**
     * @param status the exit status; for a process that a signal ended, 128 plus the signal's number, as in shells
     * @param restartIn the time until the process is restarted; empty if it is not restarted
     */
    public record Stopped(int status, Optional<Duration> restartIn) implements ProcessState {
        private static final int SIGNAL = 128;

        public boolean killed() {
            return status > SIGNAL;
        }

        public String words() {
            var how = killed()
                    ? "stopped (killed by signal %d)".formatted(status - SIGNAL)
                    : "stopped (exit code %d)".formatted(status);
            return how
                    + restartIn
                            .map(left -> ", starts again in %d s"
                                    .formatted(left.plusMillis(999).toSeconds()))
                            .orElse("");
        }
    }

    /** The process has ended, and a process that the user started listens on its port. */
    public record StartedByHand() implements ProcessState {}
}
