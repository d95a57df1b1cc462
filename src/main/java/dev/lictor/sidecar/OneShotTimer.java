package dev.lictor.sidecar;

import java.time.Duration;

/** Rings once, after a while. */
@FunctionalInterface
public interface OneShotTimer {
    /** @return what calls it off */
    Runnable set(Duration after, Runnable ring);
}
