package dev.lictor.sidecar.backup;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The settings of a sidecar's backups.
 *
 * @param directory folder that only this server uses
 * @param tokenFile of an ACL token with {@code acl:write}
 * @param interval between two backups
 * @param count most backups to keep; older ones are removed
 * @param space most bytes that all backups take together
 * @param turn slot in which a backup may begin
 */
public record BackupPolicy(
        Path directory, Optional<Path> tokenFile, Duration interval, int count, long space, BackupSlot turn) {
    /** Pause after a failure that was cheap, and after the first failure that cost a snapshot. */
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    /** After this number of doublings every pause exceeds the longest one. */
    private static final int MOST_DOUBLINGS = 6;

    /**
     * Whether a backup is due. The server must be ready, because the state of another server may be old, and must not have lost data that
     * its backups hold, because new backups would push those out. Pauses are measured by a monotonic clock.
     *
     * @param date by the system clock, which all servers share for their slots
     */
    boolean due(BackupStatus status, boolean ready, Instant now, Instant date) {
        return ready
                && status.mayBackUp()
                && !recent(status.begun(), interval, now)
                && !recent(status.failed(), pause(status), now)
                && turn.isNow(date);
    }

    /** The pause grows with each failure in a row, because Consul may have written a snapshot for each. */
    private Duration pause(BackupStatus status) {
        if (status.costlyFailures() == 0) {
            return PAUSE;
        }
        var pause = PAUSE.multipliedBy(1L << Math.min(status.costlyFailures() - 1, MOST_DOUBLINGS));
        var longest = interval.compareTo(LONGEST_PAUSE) < 0 ? interval : LONGEST_PAUSE;
        return pause.compareTo(longest) < 0 ? pause : longest;
    }

    private static boolean recent(Optional<Instant> then, Duration within, Instant now) {
        return then.filter(at -> now.isBefore(at.plus(within))).isPresent();
    }
}
