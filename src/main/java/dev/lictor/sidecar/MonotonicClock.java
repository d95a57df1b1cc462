package dev.lictor.sidecar;

import java.time.Instant;
import java.time.InstantSource;

/** Goes on evenly from the moment it was made: an age must not jump when the computer's clock is set. */
final class MonotonicClock implements InstantSource {
    private final Instant made = Instant.now();
    private final long nanos = System.nanoTime();

    @Override
    public Instant instant() {
        return made.plusNanos(System.nanoTime() - nanos);
    }
}
