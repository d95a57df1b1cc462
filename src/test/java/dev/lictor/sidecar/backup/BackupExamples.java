package dev.lictor.sidecar.backup;

import static dev.lictor.sidecar.Observations.NOW;

import dev.lictor.sidecar.backup.BackupFolder.Content;
import java.time.Duration;
import java.util.Optional;

/** How it may stand with backups. */
public final class BackupExamples {
    private static final Kept NONE = Kept.none(Duration.ofHours(1));

    private static final Backup OLD = Backup.of(NOW.minus(Duration.ofHours(20)), 3_400);

    public static final Kept KEPT = NONE.with(
                    new Indexed(Backup.of(NOW.minus(Duration.ofMinutes(12)), 345_678), 90),
                    NOW.minus(Duration.ofMinutes(12)))
            .at(position(100), NOW);

    public static final Kept OVERDUE =
            found(new Indexed(OLD, 90)).at(position(100), NOW).without("status 403: Permission denied", NOW);

    public static final Kept LOST =
            found(new Indexed(OLD, 2318)).at(position(20), NOW.minusSeconds(60)).at(position(20), NOW);

    public static final Kept NONE_YET = NONE;

    private BackupExamples() {}

    /** Of a server that keeps each hour what is there. */
    static Kept found(Indexed there) {
        return NONE.found(
                new Content(
                        Optional.of(there.backup()),
                        Optional.of(Duration.between(there.backup().at(), NOW)).filter(age -> !age.isNegative()),
                        Optional.of(there),
                        Optional.empty()),
                NOW);
    }

    /** Of a follower that was never restored. */
    static LogPosition position(long index) {
        return new LogPosition(index, Optional.of(0L), Optional.empty());
    }
}
