package dev.lictor.testing;

import static dev.lictor.testing.Observations.NOW;

import dev.lictor.sidecar.backup.Backup;
import dev.lictor.sidecar.backup.BackupFolder.Content;
import dev.lictor.sidecar.backup.BackupStatus;
import dev.lictor.sidecar.backup.IndexedBackup;
import dev.lictor.sidecar.backup.LogPosition;
import java.time.Duration;
import java.util.Optional;

/** Backup states for tests. */
public final class BackupExamples {
    private static final BackupStatus NONE = BackupStatus.none(Duration.ofHours(1));

    private static final Backup OLD = Backup.of(NOW.minus(Duration.ofHours(20)), 3_400);

    public static final BackupStatus KEPT = NONE.with(
                    new IndexedBackup(Backup.of(NOW.minus(Duration.ofMinutes(12)), 345_678), 90),
                    NOW.minus(Duration.ofMinutes(12)))
            .at(position(100), NOW);

    public static final BackupStatus OVERDUE =
            found(new IndexedBackup(OLD, 90)).at(position(100), NOW).without("status 403: Permission denied", NOW);

    public static final BackupStatus LOST = found(new IndexedBackup(OLD, 2318))
            .at(position(20), NOW.minusSeconds(60))
            .at(position(20), NOW);

    public static final BackupStatus NONE_YET = NONE;

    private BackupExamples() {}

    /** A server that makes a backup each hour. */
    public static BackupStatus found(IndexedBackup there) {
        return NONE.found(
                new Content(
                        Optional.of(there.backup()),
                        Optional.of(Duration.between(there.backup().at(), NOW)).filter(age -> !age.isNegative()),
                        Optional.of(there),
                        Optional.empty()),
                NOW);
    }

    /** A follower that was never restored from a backup. */
    public static LogPosition position(long index) {
        return new LogPosition(index, Optional.of(0L), Optional.empty());
    }
}
