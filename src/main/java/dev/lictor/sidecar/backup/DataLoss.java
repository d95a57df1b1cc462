package dev.lictor.sidecar.backup;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether a ready server still has the data that its own backups hold. Raft's index never falls while a server keeps its data, so an index
 * lower than a backup's belongs to another Raft log than the one that was backed up. The new log's index grows as well, and shows nothing
 * once it is higher: so a loss lasts until someone restores a backup, or moves the named backup away. Immutable.
 */
sealed interface DataLoss {
    /** Time for a server that came back without its data to receive the leader's data. */
    Duration TO_CATCH_UP = Duration.ofMinutes(1);

    /** Nothing is known to be lost. */
    record None() implements DataLoss {}

    /**
     * The server has less than a backup, but may be catching up.
     *
     * @param backup that holds more
     * @param since when this was first seen
     */
    record Suspected(IndexedBackup backup, Instant since) implements DataLoss {}

    /**
     * The cluster has started anew without the data.
     *
     * @param backup that holds the lost data
     * @param seen position of the server when the loss was detected
     */
    record Lost(IndexedBackup backup, LogPosition seen) implements DataLoss {
        private boolean isEnded(Optional<LogPosition> before, LogPosition position) {
            return position.isRestoredFrom(backup)
                    || position.isRestoredSince(before.orElse(seen))
                    || before.filter(position::hasLeaptFrom).isPresent();
        }

        String words() {
            return "Raft's index was %d where the backup %s has it up to %d: this cluster has started again without its earlier data. Restore that backup; until then it is kept, and no other is made. If its data is no longer wanted, or this does not end when a backup is restored, move that file out of the folder"
                    .formatted(seen.index(), backup.backup().name(), backup.index());
        }
    }

    DataLoss NONE = new None();

    /**
     * The state after a server's position is known. Moments are of a monotonic clock.
     *
     * @param known state so far
     * @param highest backup by Raft index, among those made since the last loss was resolved
     * @param before position of the server a moment ago, if it is known
     * @param position of the server; includes the leader's last entry only if it was observed after the backup was made
     */
    static DataLoss after(
            DataLoss known,
            Optional<IndexedBackup> highest,
            Optional<LogPosition> before,
            LogPosition position,
            Instant now) {
        return switch (known) {
            case None _ ->
                highest.filter(position::lacks)
                        .<DataLoss>map(backup -> new Suspected(backup, now))
                        .orElse(NONE);
            case Suspected(var _, var since) ->
                highest.filter(position::lacks)
                        .<DataLoss>map(backup -> isCertain(backup, since, position, now)
                                ? new Lost(backup, position)
                                : new Suspected(backup, since))
                        .orElse(NONE);
            case Lost lost -> lost.isEnded(before, position) ? NONE : lost;
        };
    }

    /** A leader has every committed entry, so a leader with less proves the loss. */
    private static boolean isCertain(IndexedBackup backup, Instant since, LogPosition position, Instant now) {
        boolean leaderHasLess =
                position.leader().filter(last -> last < backup.index()).isPresent();
        return leaderHasLess || !now.isBefore(since.plus(TO_CATCH_UP));
    }
}
