package dev.lictor.time;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The end of a wait, for loops that look at something again and again. With a {@link MonotonicClock}, setting the computer's clock
 * neither ends nor lengthens the wait.
 */
public final class Deadline {
    private final InstantSource clock;
    private final Duration timeout;
    private Instant end;

    private Deadline(InstantSource clock, Duration timeout) {
        this.clock = clock;
        this.timeout = timeout;
        this.end = clock.instant().plus(timeout);
    }

    /** @param timeout from now on; zero is over at once */
    public static Deadline after(Duration timeout, InstantSource clock) {
        return new Deadline(clock, timeout);
    }

    /** Gives the next step the whole timeout again. */
    public void restart() {
        end = clock.instant().plus(timeout);
    }

    public boolean isOver() {
        return !left().isPositive();
    }

    /** The time that is left; zero or negative if the deadline is over. */
    public Duration left() {
        return Duration.between(clock.instant(), end);
    }

    /**
     * Sleeps before the next look.
     *
     * @return false, without sleeping, if the deadline is over
     */
    public boolean sleep(Duration pause) throws InterruptedException {
        if (isOver()) {
            return false;
        }
        Thread.sleep(pause);
        return true;
    }
}
