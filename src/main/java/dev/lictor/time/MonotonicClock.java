package dev.lictor.time;

import java.time.Instant;
import java.time.InstantSource;

/**
 * Starts from the computer's clock and goes on by {@link System#nanoTime}, so that setting the computer's clock changes no age and no deadline.
 * Not for a time that people read: after the computer's clock was set it is another.
 */
public final class MonotonicClock implements InstantSource {
    private final Instant made = Instant.now();
    private final long nanos = System.nanoTime();

    @Override
    public Instant instant() {
        return made.plusNanos(System.nanoTime() - nanos);
    }
}
