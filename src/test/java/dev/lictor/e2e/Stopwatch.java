package dev.lictor.e2e;

import java.time.Duration;

/** Runs from its making. */
final class Stopwatch {
    private final long begin = System.nanoTime();

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - begin);
    }
}
