package dev.lictor.sidecar.observe;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A histogram of the durations of polls.
 *
 * @param counts polls by the smallest of {@link #BOUNDS} that they stayed within; the last count is of slower polls
 */
public record PollTimes(List<Long> counts, Duration sum) {
    /** From the duration on a healthy server over loopback to beyond the time limit of a poll. */
    public static final List<Duration> BOUNDS = List.of(
            Duration.ofMillis(5),
            Duration.ofMillis(10),
            Duration.ofMillis(25),
            Duration.ofMillis(50),
            Duration.ofMillis(100),
            Duration.ofMillis(250),
            Duration.ofMillis(500),
            Duration.ofSeconds(1));

    static final PollTimes NONE = new PollTimes(Collections.nCopies(BOUNDS.size() + 1, 0L), Duration.ZERO);

    public PollTimes {
        counts = List.copyOf(counts);
    }

    PollTimes plus(Duration took) {
        int bucket = (int)
                BOUNDS.stream().takeWhile(bound -> took.compareTo(bound) > 0).count();
        var more = new ArrayList<>(counts);
        more.set(bucket, more.get(bucket) + 1);
        return new PollTimes(more, sum.plus(took));
    }
}
