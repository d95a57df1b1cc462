package dev.lictor.sidecar.backup;

import java.util.Optional;
import java.util.Set;

/** What stays known of lost data over restarts of sidecar and server. */
sealed interface LossRecord {
    /** The parts of a loss that tell later whether it is over. */
    record Standing(Backup backup, long backupIndex, long index, Optional<Long> snapshot) implements LossRecord {
        static Standing of(DataLoss.Lost lost) {
            return new Standing(
                    lost.backup().backup(),
                    lost.backup().index(),
                    lost.seen().index(),
                    lost.seen().snapshot());
        }

        DataLoss.Lost lost() {
            return new DataLoss.Lost(
                    new IndexedBackup(backup, backupIndex), new LogPosition(index, snapshot, Optional.empty()));
        }
    }

    /**
     * Somebody has dealt with it: backups of before are not those of this cluster, or not all of it. They are told by their names, for the
     * clock by which they are dated may have been set.
     */
    record Settled(Set<String> before) implements LossRecord {}
}
