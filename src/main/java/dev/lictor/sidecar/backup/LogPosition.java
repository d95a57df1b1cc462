package dev.lictor.sidecar.backup;

import dev.lictor.consul.RaftState;
import java.util.Optional;

/**
 * The position of a server in Raft's log.
 *
 * @param index of the server's last entry
 * @param snapshot index of Raft's last snapshot, 0 if there is none; absent if the position comes from a backup
 * @param leader index of the leader's last entry, if it is known
 */
public record LogPosition(long index, Optional<Long> snapshot, Optional<Long> leader) {
    /**
     * Least distance of two snapshots that Consul itself makes. It makes a snapshot after raft_snapshot_threshold (16384) entries, and
     * installs its leader's snapshot only if its own log is more than raft_trailing_logs (10240) entries behind.
     */
    private static final long BETWEEN_SNAPSHOTS = 10_000;

    /** The position as the server reports it. */
    public static LogPosition of(RaftState raft, Optional<Long> leader) {
        return new LogPosition(
                raft.lastIndex(),
                Optional.of(raft.snapshotIndex()),
                raft.leads() ? Optional.of(raft.lastIndex()) : leader);
    }

    /** The position that a backup made just now proves. */
    static LogPosition ofBackup(long index) {
        return new LogPosition(index, Optional.empty(), Optional.empty());
    }

    LogPosition withoutLeader() {
        return new LogPosition(index, snapshot, Optional.empty());
    }

    boolean lacks(IndexedBackup backup) {
        return backup.index() > index;
    }

    /**
     * Whether this backup was restored while the log ended before it. A restore leaves a Raft snapshot one entry after the last entry of the
     * backup or of the log, whichever is later (hashicorp/raft, restoreUserSnapshot).
     */
    boolean isRestoredFrom(IndexedBackup backup) {
        return snapshot.filter(index -> index == backup.index() + 1).isPresent();
    }

    /** Whether there is a new snapshot so soon after the one before that Consul did not make it by itself. */
    boolean isRestoredSince(LogPosition before) {
        return snapshot.isPresent()
                && before.snapshot
                        .filter(then -> snapshot.get() > then && snapshot.get() - then < BETWEEN_SNAPSHOTS)
                        .isPresent();
    }

    /**
     * Whether there is a new snapshot of more entries than can have been written since.
     *
     * @param before position a moment ago
     */
    boolean hasLeaptFrom(LogPosition before) {
        return before.snapshot.isPresent()
                && !snapshot.equals(before.snapshot)
                && snapshot.filter(now -> now - before.index >= BETWEEN_SNAPSHOTS)
                        .isPresent();
    }
}
