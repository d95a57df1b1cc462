package dev.lictor.sidecar.backup;

import java.util.Optional;
import java.util.Set;

/** The record of a data loss that survives restarts of sidecar and server. */
sealed interface LossRecord {
    /** An unresolved loss, with the values that later show whether it is resolved. */
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
     * A resolved loss: the backups made before do not belong to this cluster's current log. They are recorded by name, because the clock that
     * dated them may have been set.
     */
    record Settled(Set<String> before) implements LossRecord {}
}
