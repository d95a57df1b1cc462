package dev.lictor.local.process;

import java.time.Duration;

/**
 * How long a process that has ended is left alone until it is started again: as in Kubernetes longer and longer if it ends by itself
 * soon after each start. One that was killed is back soon.
 *
 * @param failures how often in a row it has ended so
 */
record RestartDelay(int failures) {
    static final RestartDelay NONE = new RestartDelay(0);

    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final Duration SOON = Duration.ofMinutes(1);
    private static final int MOST_DOUBLINGS = 4;

    /** @param ran since it was started */
    RestartDelay after(ProcessState.Stopped end, Duration ran) {
        return end.killed() || ran.compareTo(SOON) >= 0 ? NONE : new RestartDelay(failures + 1);
    }

    Duration pause() {
        var doubled = PAUSE.multipliedBy(1L << Math.min(Math.max(failures - 1, 0), MOST_DOUBLINGS));
        return doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
    }
}
