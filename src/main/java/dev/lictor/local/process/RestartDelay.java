package dev.lictor.local.process;

import java.time.Duration;

/**
 * The pause before a process that has ended is restarted. As in Kubernetes, the pause doubles each time the process ends without a signal
 * soon after its start. After a signal the pause is short.
 *
 * @param failures how often in a row the process ended without a signal soon after its start
 */
record RestartDelay(int failures) {
    static final RestartDelay NONE = new RestartDelay(0);

    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final Duration SOON = Duration.ofMinutes(1);
    private static final int MOST_DOUBLINGS = 4;

    /** @param ran the time between the start and the end of the process */
    RestartDelay after(ProcessState.Stopped end, Duration ran) {
        return end.killed() || ran.compareTo(SOON) >= 0 ? NONE : new RestartDelay(failures + 1);
    }

    Duration pause() {
        var doubled = PAUSE.multipliedBy(1L << Math.min(Math.max(failures - 1, 0), MOST_DOUBLINGS));
        return doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
    }
}
