package dev.lictor.local.process;

import java.time.Duration;
import java.util.Optional;

/** Whether a process that was started still runs. */
public sealed interface ProcessState {
    public record Running(long pid) implements ProcessState {}

    /**
     * @param status of the exit; the JDK reports a signal as 128 and its number, as shells do
     * @param again after how long it is started again; absent if it is not
     */
    public record Stopped(int status, Optional<Duration> again) implements ProcessState {
        private static final int SIGNAL = 128;

        public boolean killed() {
            return status > SIGNAL;
        }

        public String words() {
            var how = killed()
                    ? "stopped (killed by signal %d)".formatted(status - SIGNAL)
                    : "stopped (exit code %d)".formatted(status);
            return how
                    + again.map(left -> ", starts again in %d s"
                                    .formatted(left.plusMillis(999).toSeconds()))
                            .orElse("");
        }
    }

    /** It has ended, and what somebody else started listens in its place. */
    public record ByHand() implements ProcessState {}
}
