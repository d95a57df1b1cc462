package dev.lictor.time;

import java.time.Instant;
import java.time.InstantSource;

/**
 * Reads the system clock once and then advances by {@link System#nanoTime}, so that a change of the system clock changes no age and no
 * deadline. Do not show its time to people: after a change of the system clock the two differ.
 */
public final class MonotonicClock implements InstantSource {
    private final Instant start = Instant.now();
    private final long nanos = System.nanoTime();

    @Override
    public Instant instant() {
        return start.plusNanos(System.nanoTime() - nanos);
    }
}
