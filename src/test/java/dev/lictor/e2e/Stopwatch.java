package dev.lictor.e2e;

import java.time.Duration;

/** Measures the time since its creation. */
final class Stopwatch {
    private final long begin = System.nanoTime();

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - begin);
    }
}
