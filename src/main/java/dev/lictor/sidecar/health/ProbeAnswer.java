package dev.lictor.sidecar.health;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;

/**
 * An answer to a probe, and what it is of.
 *
 * @param changes of what was seen, before the answer was put together
 * @param nanos when that was
 */
record ProbeAnswer(int status, Buffer body, long changes, long nanos) {
    /** Ages in it are of milliseconds, and the limits that judge them of hundreds. */
    private static final Duration MOMENT = Duration.ofMillis(10);

    /** Whether it is still what another would be: nothing else was seen since, and no time has passed that counts. */
    boolean holds(long changesNow, long nanosNow) {
        return changes == changesNow && nanosNow - nanos < MOMENT.toNanos();
    }
}
