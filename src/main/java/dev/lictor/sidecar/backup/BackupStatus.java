package dev.lictor.sidecar.backup;

import dev.lictor.sidecar.backup.BackupFolder.Content;
import dev.lictor.sidecar.backup.DataLoss.Lost;
import dev.lictor.sidecar.backup.DataLoss.Suspected;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The status of a server's backups. Immutable. Moments are of a monotonic clock; only a backup itself is dated by the system clock, because
 * its date must survive a restart.
 *
 * @param interval between two backups
 * @param last complete backup, made by this sidecar or an earlier one
 * @param begun when the last backup began; absent if its date is in the future, because then its age is unknown
 * @param highest the backup with the highest Raft index, among those made since the last data loss was resolved
 * @param made number of backups since the start
 * @param failures failed attempts since the start
 * @param error why the last attempt failed; absent if it succeeded
 * @param failed when the last attempt failed
 * @param costlyFailures number of failed attempts in a row for which Consul may have written a snapshot, or would have
 * @param tooSmall number of bytes that was too small for a snapshot
 * @param asked when a snapshot was last requested
 * @param seen position of this server in Raft's log when it was last ready
 * @param loss of data that a backup holds
 */
public record BackupStatus(
        Duration interval,
        Optional<Backup> last,
        Optional<Instant> begun,
        Optional<IndexedBackup> highest,
        long made,
        long failures,
        Optional<String> error,
        Optional<Instant> failed,
        int costlyFailures,
        long tooSmall,
        Optional<Instant> asked,
        Optional<Seen> seen,
        DataLoss loss) {

    /** The position of a server, and when it was observed. */
    record Seen(LogPosition position, Instant at) {
        private boolean isRecent(Instant now) {
            return now.isBefore(at.plus(RECENT));
        }
    }

    /** A backup is overdue if two in a row are missing. */
    private static final int INTERVALS_OVERDUE = 3;

    /** How long after the next backup was due a known size still counts: keys may have been deleted since. */
    private static final Duration SIZE_IS_VALID = Duration.ofDays(1);

    /** Spans a few polls, and the moment in which a server is not ready while a backup is restored. */
    private static final Duration RECENT = Duration.ofSeconds(15);

    public static BackupStatus none(Duration interval) {
        return new BackupStatus(
                interval,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                0,
                Optional.empty(),
                Optional.empty(),
                0,
                0,
                Optional.empty(),
                Optional.empty(),
                DataLoss.NONE);
    }

    /**
     * Whether more than one backup is missing. A last backup dated far in the future counts as overdue, because its age is unknown.
     *
     * @param date by the system clock
     */
    public boolean overdue(Instant date) {
        return last.filter(backup ->
                        Duration.between(backup.at(), date).abs().compareTo(interval.multipliedBy(INTERVALS_OVERDUE))
                                <= 0)
                .isEmpty();
    }

    /** Whether this server lacks data that its backups have; absent if unknown. */
    public Optional<Boolean> dataLost() {
        return lost().isPresent() ? Optional.of(true) : seen.map(_ -> false);
    }

    /** A message about the lost data; absent if nothing is lost, or if that is unknown. */
    public Optional<String> lossInWords() {
        return lost().map(Lost::words);
    }

    Optional<Lost> lost() {
        return loss instanceof Lost lost ? Optional.of(lost) : Optional.empty();
    }

    /**
     * Whether another backup would continue the existing ones. Without a token that may read the server's index, only another backup shows
     * whether the server is still behind, so it is allowed while a loss is suspected.
     */
    boolean mayBackUp() {
        return switch (loss) {
            case DataLoss.None _ -> true;
            case Suspected _ ->
                seen.filter(known -> known.position().snapshot().isEmpty()).isPresent();
            case Lost _ -> false;
        };
    }

    /** The backup that is never removed, whatever needs space. */
    Optional<Backup> protectedBackup() {
        return lost().map(Lost::backup).or(() -> highest).map(IndexedBackup::backup);
    }

    /** Least number of bytes that a snapshot will take, as far as known before Consul writes it. */
    long expected(Instant now) {
        return asked.or(() -> begun)
                .filter(at -> now.isBefore(at.plus(interval).plus(SIZE_IS_VALID)))
                .map(_ -> Math.max(last.map(Backup::bytes).orElse(0L), tooSmall > 0 ? tooSmall + 1 : 0))
                .orElse(0L);
    }

    /** The status with the content of the folder, which includes backups of earlier sidecars. */
    public BackupStatus found(Content content, Instant now) {
        return new BackupStatus(
                interval,
                content.newest(),
                content.newest().equals(last) ? begun : content.age().map(now::minus),
                content.highest(),
                made,
                failures,
                error,
                failed,
                costlyFailures,
                tooSmall,
                asked,
                seen,
                content.lost().map(DataLoss.class::cast).orElseGet(() -> suspected(content.highest())));
    }

    private DataLoss suspected(Optional<IndexedBackup> mostOfTheLog) {
        return loss instanceof Suspected(var _, var since)
                ? mostOfTheLog
                        .<DataLoss>map(backup -> new Suspected(backup, since))
                        .orElse(DataLoss.NONE)
                : DataLoss.NONE;
    }

    /** The status with the position of this server, which is ready. */
    public BackupStatus at(LogPosition position, Instant now) {
        var before = seen.filter(known -> known.isRecent(now)).map(Seen::position);
        // The leader's last known index may be some seconds older than the last backup.
        boolean outlived = begun.filter(then -> now.isAfter(then.plus(DataLoss.TO_CATCH_UP)))
                .isPresent();
        return new BackupStatus(
                interval,
                last,
                begun,
                highest,
                made,
                failures,
                error,
                failed,
                costlyFailures,
                tooSmall,
                asked,
                Optional.of(new Seen(position, now)),
                DataLoss.after(loss, highest, before, outlived ? position : position.withoutLeader(), now));
    }

    /** The status after another backup, which began then. */
    public BackupStatus with(IndexedBackup backup, Instant then) {
        return new BackupStatus(
                interval,
                Optional.of(backup.backup()),
                Optional.of(then),
                Optional.of(backup),
                made + 1,
                failures,
                Optional.empty(),
                Optional.empty(),
                0,
                0,
                Optional.of(then),
                seen.or(() -> Optional.of(new Seen(LogPosition.ofBackup(backup.index()), then))),
                DataLoss.NONE);
    }

    /** The status after a failed attempt for which Consul wrote nothing. */
    public BackupStatus without(String why, Instant now) {
        return failed(why, now, 0, tooSmall, asked);
    }

    /** The status after an attempt that stopped before the request, because the disk has no space for the snapshot. */
    BackupStatus withoutRoom(String why, Instant now) {
        return failed(why, now, costlyFailures + 1, tooSmall, asked);
    }

    /**
     * The status after a failed attempt for which Consul may have written a whole snapshot.
     *
     * @param notEnough number of bytes that was too small for the snapshot; 0 if that was not the reason
     */
    BackupStatus failedAtCost(String why, long notEnough, Instant now) {
        return failed(why, now, costlyFailures + 1, notEnough > 0 ? notEnough : tooSmall, Optional.of(now));
    }

    /** The status after an attempt that showed that this server has less than the highest of its backups. */
    BackupStatus behind(long index, Instant now) {
        var why = highest.map(backup ->
                        "the snapshot goes up to Raft's index %d, and the backup %s up to %d: this server is catching up, or data is lost"
                                .formatted(index, backup.backup().name(), backup.index()))
                .orElseThrow();
        return failedAtCost(why, 0, now).at(LogPosition.ofBackup(index), now);
    }

    private BackupStatus failed(
            String why, Instant now, int failedAtCost, long notEnough, Optional<Instant> lastAsked) {
        return new BackupStatus(
                interval,
                last,
                begun,
                highest,
                made,
                failures + 1,
                Optional.of(why),
                Optional.of(now),
                failedAtCost,
                notEnough,
                lastAsked,
                seen,
                loss);
    }
}
