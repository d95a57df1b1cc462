package dev.lictor.sidecar.health;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;

/**
 * An answer to a probe, and the state from which it was built.
 *
 * @param changes number of changes of the monitor before the answer was built
 * @param nanos when it was built, by {@link System#nanoTime}
 */
record ProbeAnswer(int status, Buffer body, long changes, long nanos) {
    /** Short compared with the limits of readiness, which are hundreds of milliseconds. */
    private static final Duration MOMENT = Duration.ofMillis(10);

    /** Whether a new answer would be the same: nothing was observed since, and too little time has passed to matter. */
    boolean holds(long changesNow, long nanosNow) {
        return changes == changesNow && nanosNow - nanos < MOMENT.toNanos();
    }
}
