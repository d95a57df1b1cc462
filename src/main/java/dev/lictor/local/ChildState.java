package dev.lictor.local;

/** Whether a process that was started still runs. */
sealed interface ChildState {
    record Running(long pid) implements ChildState {}

    /** @param status of the exit; the JDK reports a signal as 128 and its number, as shells do */
    record Stopped(int status) implements ChildState {
        private static final int SIGNAL = 128;

        boolean killed() {
            return status > SIGNAL;
        }

        String words() {
            return killed()
                    ? "stopped (killed by signal %d)".formatted(status - SIGNAL)
                    : "stopped (exit code %d)".formatted(status);
        }
    }
}
