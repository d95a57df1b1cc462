package dev.lictor.sidecar.backup;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether a server that can serve has what its own backups hold. Raft's index never falls while one server keeps its data, so a lower one
 * than a backup's is of another Raft than the one that was backed up. That one's index grows, too, and tells nothing any more once it is
 * higher: so a loss stands until somebody has restored a backup, or has moved away the one that is named. Never changed, only replaced.
 */
sealed interface DataLoss {
    /** For a server that came back without its data to get its leader's. */
    Duration TO_CATCH_UP = Duration.ofMinutes(1);

    /** Nothing is known to be lost. */
    record None() implements DataLoss {}

    /**
     * It has less, but may be catching up.
     *
     * @param backup that holds more
     * @param since when that is seen
     */
    record Suspected(IndexedBackup backup, Instant since) implements DataLoss {}

    /**
     * Its cluster has started anew.
     *
     * @param backup that holds what is lost
     * @param seen how far the server was when that was seen
     */
    record Lost(IndexedBackup backup, LogPosition seen) implements DataLoss {
        private boolean isEnded(Optional<LogPosition> before, LogPosition position) {
            return position.isRestoredFrom(backup)
                    || position.isRestoredSince(before.orElse(seen))
                    || before.filter(position::hasLeaptFrom).isPresent();
        }

        String words() {
            return "Raft's index was %d where the backup %s has it up to %d: this cluster has started anew without the data of before. Restore that backup; until then it is kept, and no other is made. If its data is no longer wanted, or this does not end when a backup is restored, move that file out of the folder"
                    .formatted(seen.index(), backup.backup().name(), backup.index());
        }
    }

    DataLoss NONE = new None();

    /**
     * What follows from how far a server is. Moments are of a clock that nobody sets.
     *
     * @param known until now
     * @param highest backup, of those that count
     * @param before how far the server was a moment ago, if it was seen then
     * @param position which names the leader's last entry only if that was learnt after the backup was made
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

    /** A leader has all that was ever committed. */
    private static boolean isCertain(IndexedBackup backup, Instant since, LogPosition position, Instant now) {
        boolean leaderHasLess =
                position.leader().filter(last -> last < backup.index()).isPresent();
        return leaderHasLess || !now.isBefore(since.plus(TO_CATCH_UP));
    }
}
