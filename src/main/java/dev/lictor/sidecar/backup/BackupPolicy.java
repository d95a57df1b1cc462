package dev.lictor.sidecar.backup;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a sidecar is to keep.
 *
 * @param directory of this server alone
 * @param tokenFile of an ACL token with {@code acl:write}
 * @param interval between two backups
 * @param count how many there are at most; older ones are removed
 * @param space bytes that they take at most
 * @param turn when they may begin
 */
public record BackupPolicy(
        Path directory, Optional<Path> tokenFile, Duration interval, int count, long space, BackupSlot turn) {
    /** After a failure that cost next to nothing, and the first of those that cost a snapshot. */
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    /** Doublings after which a pause is longer than the longest in any case. */
    private static final int MOST_DOUBLINGS = 6;

    /**
     * Whether to make one: of a server that can serve, for another's state may be old, and of one that has what its backups have, which would make
     * room for it. Waits go by a clock that nobody sets.
     *
     * @param date by the computer's clock, by which servers take turns
     */
    boolean due(BackupStatus status, boolean ready, Instant now, Instant date) {
        return ready
                && status.mayBackUp()
                && !recent(status.begun(), interval, now)
                && !recent(status.failed(), pause(status), now)
                && turn.isNow(date);
    }

    /** Longer after each failure in a row, for each may have had Consul write a snapshot. */
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
