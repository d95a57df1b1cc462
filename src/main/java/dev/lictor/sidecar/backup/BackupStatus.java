package dev.lictor.sidecar.backup;

import dev.lictor.sidecar.backup.BackupFolder.Content;
import dev.lictor.sidecar.backup.DataLoss.Lost;
import dev.lictor.sidecar.backup.DataLoss.Suspected;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How it stands with a server's backups. Never changed, only replaced. Moments are of a clock that nobody sets; only a backup itself is
 * dated by the computer's, as it is found again after a restart.
 *
 * @param interval between two of them
 * @param last that is whole, of this sidecar or of one before
 * @param begun when that was begun; absent as well if it is dated in the future, for then nobody knows
 * @param highest the one that holds most of Raft's log, of those since a loss of data was dealt with
 * @param made since the start
 * @param failures attempts since the start of which nothing came
 * @param trouble why the last attempt failed; absent if it did not
 * @param failed when that was
 * @param vain how many attempts in a row failed for which Consul may have written a snapshot, or would have
 * @param tooSmall bytes that were too few for a snapshot
 * @param asked when Consul was last asked for one
 * @param seen how far this server was in Raft's log when it last could serve
 * @param loss of what a backup has
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

    /** How far a server was, and when. */
    record Seen(LogPosition position, Instant at) {
        private boolean isRecent(Instant now) {
            return now.isBefore(at.plus(RECENT));
        }
    }

    /** Two in a row are missing. */
    private static final int INTERVALS_OVERDUE = 3;

    /** For so long a size is believed after the time for the next backup: keys may have been deleted since. */
    private static final Duration SIZE_IS_BELIEVED = Duration.ofDays(1);

    /** In which a server is read a few times, and may for a moment not be ready while a backup is restored. */
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
     * Whether more than one is missing. Of a backup that is dated far ahead of the computer's clock nobody knows.
     *
     * @param date by the computer's clock
     */
    public boolean overdue(Instant date) {
        return last.filter(backup ->
                        Duration.between(backup.at(), date).abs().compareTo(interval.multipliedBy(INTERVALS_OVERDUE))
                                <= 0)
                .isEmpty();
    }

    /** Whether this server has not the data that its backups have; absent if that is unknown. */
    public Optional<Boolean> dataLost() {
        return lost().isPresent() ? Optional.of(true) : seen.map(_ -> false);
    }

    /** What is lost, in words; absent if nothing is, or that is unknown. */
    public Optional<String> lossInWords() {
        return lost().map(Lost::words);
    }

    Optional<Lost> lost() {
        return loss instanceof Lost lost ? Optional.of(lost) : Optional.empty();
    }

    /**
     * Whether another backup would be of what the ones before are of. Where only a backup tells how far this server is, another is what tells whether it
     * is still behind.
     */
    boolean mayBackUp() {
        return switch (loss) {
            case DataLoss.None _ -> true;
            case Suspected _ ->
                seen.filter(known -> known.position().snapshot().isEmpty()).isPresent();
            case Lost _ -> false;
        };
    }

    /** The backup that must not go, whatever needs room. */
    Optional<Backup> protectedBackup() {
        return lost().map(Lost::backup).or(() -> highest).map(IndexedBackup::backup);
    }

    /** Bytes that a snapshot will take at least, as far as that is known before Consul writes one. */
    long expected(Instant now) {
        return asked.or(() -> begun)
                .filter(at -> now.isBefore(at.plus(interval).plus(SIZE_IS_BELIEVED)))
                .map(_ -> Math.max(last.map(Backup::bytes).orElse(0L), tooSmall > 0 ? tooSmall + 1 : 0))
                .orElse(0L);
    }

    /** What there is, made by a sidecar before this one too. */
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

    /** How far this server is, which can serve. */
    public BackupStatus at(LogPosition position, Instant now) {
        var before = seen.filter(known -> known.isRecent(now)).map(Seen::position);
        // What is known of the leader may be some seconds older than the last backup.
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

    /** One more, which was begun then. */
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

    /** Of an attempt for which Consul wrote nothing. */
    public BackupStatus without(String why, Instant now) {
        return failed(why, now, 0, tooSmall, asked);
    }

    /** Without asking Consul, as there is no room for what it would write. */
    BackupStatus withoutRoom(String why, Instant now) {
        return failed(why, now, costlyFailures + 1, tooSmall, asked);
    }

    /**
     * Of an attempt for which Consul may have written all of a snapshot.
     *
     * @param notEnough bytes that were too few for it; 0 if that was not the reason
     */
    BackupStatus failedAtCost(String why, long notEnough, Instant now) {
        return failed(why, now, costlyFailures + 1, notEnough > 0 ? notEnough : tooSmall, Optional.of(now));
    }

    /** Of an attempt that told that this server has less than the highest of its backups. */
    BackupStatus behind(long index, Instant now) {
        var why = highest.map(backup ->
                        "the snapshot goes up to Raft's index %d, and the backup %s up to %d: this server is catching up, or data is lost"
                                .formatted(index, backup.backup().name(), backup.index()))
                .orElseThrow();
        return failedAtCost(why, 0, now).at(LogPosition.ofBackup(index), now);
    }

    private BackupStatus failed(String why, Instant now, int failedAtCost, long notEnough, Optional<Instant> lastAsked) {
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
