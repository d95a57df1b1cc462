package dev.lictor.sidecar.backup;

import static dev.lictor.sidecar.Observations.NOW;

import java.time.Duration;
import java.util.Optional;

/** How it may stand with backups. */
public final class BackupExamples {
    private static final Kept NONE = Kept.none(Duration.ofHours(1));

    public static final Kept KEPT = NONE.with(Backup.of(NOW.minus(Duration.ofMinutes(12)), 345_678));

    public static final Kept OVERDUE = NONE.found(Optional.of(Backup.of(NOW.minus(Duration.ofHours(20)), 3_400)))
            .without("status 403: Permission denied", NOW);

    public static final Kept NONE_YET = NONE;

    private BackupExamples() {}
}
