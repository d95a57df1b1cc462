package dev.lictor.sidecar;

import java.time.Duration;

/** Rings once, after a while. */
@FunctionalInterface
interface Alarm {
    /** @return what calls it off */
    Runnable set(Duration after, Runnable ring);
}
