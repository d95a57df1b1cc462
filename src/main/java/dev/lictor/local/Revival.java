package dev.lictor.local;

import java.time.Duration;

/**
 * How long a process that has ended is left alone until it is started again: as in Kubernetes longer and longer if it ends by itself
 * soon after each start. One that was killed is back soon.
 *
 * @param failures how often in a row it has ended so
 */
record Revival(int failures) {
    static final Revival NONE = new Revival(0);

    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final Duration SOON = Duration.ofMinutes(1);
    private static final int MOST_DOUBLINGS = 4;

    /** @param ran since it was started */
    Revival after(ChildState.Stopped end, Duration ran) {
        return end.killed() || ran.compareTo(SOON) >= 0 ? NONE : new Revival(failures + 1);
    }

    Duration pause() {
        var doubled = PAUSE.multipliedBy(1L << Math.min(Math.max(failures - 1, 0), MOST_DOUBLINGS));
        return doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
    }
}
