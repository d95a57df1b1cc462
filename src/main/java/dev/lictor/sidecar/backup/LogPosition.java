package dev.lictor.sidecar.backup;

import dev.lictor.consul.RaftState;
import java.util.Optional;

/**
 * How far a server has Raft's log.
 *
 * @param index of the last entry that it has
 * @param snapshot up to which Raft has a snapshot, 0 if it has none; absent if only a backup told the index
 * @param leader last entry that its leader is known to have had, if that is known
 */
public record LogPosition(long index, Optional<Long> snapshot, Optional<Long> leader) {
    /**
     * Consul makes a snapshot after as many entries at the earliest (raft_snapshot_threshold is 16384), and takes its leader's only where its own log
     * ends as many before it (raft_trailing_logs is 10240).
     */
    private static final long BETWEEN_SNAPSHOTS = 10_000;

    /** As the server says itself. */
    public static LogPosition of(RaftState raft, Optional<Long> leader) {
        return new LogPosition(
                raft.lastIndex(),
                Optional.of(raft.snapshotIndex()),
                raft.leads() ? Optional.of(raft.lastIndex()) : leader);
    }

    /** As a backup tells that was just made. */
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
     * Whether this backup was restored while the log ended before it. A restore leaves a snapshot of Raft just after the last entry of the backup, or of
     * the log where that goes farther (hashicorp/raft, restoreUserSnapshot).
     */
    boolean isRestoredFrom(IndexedBackup backup) {
        return snapshot.filter(index -> index == backup.index() + 1).isPresent();
    }

    /** Whether there is another snapshot, and too soon after the one of before for Consul's own. */
    boolean isRestoredSince(LogPosition before) {
        return snapshot.isPresent()
                && before.snapshot
                        .filter(then -> snapshot.get() > then && snapshot.get() - then < BETWEEN_SNAPSHOTS)
                        .isPresent();
    }

    /**
     * Whether there is another snapshot, and of more than can have been written since.
     *
     * @param before a moment ago
     */
    boolean hasLeaptFrom(LogPosition before) {
        return before.snapshot.isPresent()
                && !snapshot.equals(before.snapshot)
                && snapshot.filter(now -> now - before.index >= BETWEEN_SNAPSHOTS)
                        .isPresent();
    }
}
