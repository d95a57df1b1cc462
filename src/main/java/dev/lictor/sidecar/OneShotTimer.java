package dev.lictor.sidecar;

import java.time.Duration;

/** Runs a task once, after a delay. */
@FunctionalInterface
public interface OneShotTimer {
    /** @return cancels the timer */
    Runnable set(Duration delay, Runnable task);
}
