package dev.lictor.sidecar.backup;

import java.time.Duration;
import java.time.Instant;

/**
 * A server that can serve, and yet has not applied what one of its own backups holds: Raft's index never falls, so this is another
 * Raft than the one that was backed up.
 *
 * @param backup that holds more
 * @param applied up to which index the server has
 * @param since when that is seen
 * @param lost whether it is seen for long enough that the server cannot be catching up
 */
record Missing(Indexed backup, long applied, Instant since, boolean lost) {
    private static final Duration TO_CATCH_UP = Duration.ofMinutes(1);

    static Missing first(Indexed backup, long applied, Instant now) {
        return new Missing(backup, applied, now, false);
    }

    Missing still(Indexed ahead, long index, Instant now) {
        return new Missing(ahead, index, since, lost || !now.isBefore(since.plus(TO_CATCH_UP)));
    }

    String words() {
        return "Raft's index is %d, and the backup %s has it up to %d: this cluster has started anew without the data of before. Restore that backup; until then no other is made, so that none is removed. If its data is no longer wanted, move the file out of the folder"
                .formatted(applied, backup.backup().name(), backup.index());
    }
}
