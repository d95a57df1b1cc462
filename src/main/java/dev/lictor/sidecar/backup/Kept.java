package dev.lictor.sidecar.backup;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How it stands with a server's backups. Never changed, only replaced.
 *
 * @param interval between two of them
 * @param last that is whole, of this sidecar or of one before
 * @param highest the one that holds most of Raft's log
 * @param made since the start
 * @param failures attempts since the start of which nothing came
 * @param trouble why the last attempt failed; absent if it did not
 * @param failed when that was
 * @param vain how many attempts in a row failed for which Consul may have written a snapshot, or would have
 * @param tooSmall bytes that were too few for a snapshot
 * @param asked when Consul was last asked for one
 * @param applied Raft's index of this server when it last could serve
 * @param missing what it does not have and a backup has
 */
public record Kept(
        Duration interval,
        Optional<Backup> last,
        Optional<Indexed> highest,
        long made,
        long failures,
        Optional<String> trouble,
        Optional<Instant> failed,
        int vain,
        long tooSmall,
        Optional<Instant> asked,
        Optional<Long> applied,
        Optional<Missing> missing) {

    /** Two in a row are missing. */
    private static final int INTERVALS_OVERDUE = 3;

    /** For so long a size is believed after the time for the next backup: keys may have been deleted since. */
    private static final Duration SIZE_IS_BELIEVED = Duration.ofDays(1);

    static Kept none(Duration interval) {
        return new Kept(
                interval,
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
                Optional.empty());
    }

    /** Whether more than one is missing. */
    public boolean overdue(Instant now) {
        return last.filter(backup ->
                        Duration.between(backup.at(), now).compareTo(interval.multipliedBy(INTERVALS_OVERDUE)) <= 0)
                .isEmpty();
    }

    /** Whether this server, which can serve, has not the data that its backups have; absent if that is unknown. */
    public Optional<Boolean> dataLost() {
        return applied.map(_ -> missing.filter(Missing::lost).isPresent());
    }

    /** What is lost, in words; absent if nothing is, or that is unknown. */
    public Optional<String> loss() {
        return missing.filter(Missing::lost).map(Missing::words);
    }

    /** Bytes that a snapshot will take at least, as far as that is known before Consul writes one. */
    long expected(Instant now) {
        return asked.or(() -> last.map(Backup::at))
                .filter(at -> now.isBefore(at.plus(interval).plus(SIZE_IS_BELIEVED)))
                .map(_ -> Math.max(last.map(Backup::bytes).orElse(0L), tooSmall > 0 ? tooSmall + 1 : 0))
                .orElse(0L);
    }

    /** What there is, made by a sidecar before this one too. */
    Kept found(Optional<Backup> newest, Optional<Indexed> mostOfTheLog) {
        return new Kept(
                interval,
                newest,
                mostOfTheLog,
                made,
                failures,
                trouble,
                failed,
                vain,
                tooSmall,
                asked,
                applied,
                missing);
    }

    /** Up to which index this server has applied Raft's log, which can serve. */
    Kept at(long index, Instant now) {
        var behind = highest.filter(ahead -> ahead.index() > index)
                .map(ahead -> missing.map(before -> before.still(ahead, index, now))
                        .orElseGet(() -> Missing.first(ahead, index, now)));
        return new Kept(
                interval,
                last,
                highest,
                made,
                failures,
                trouble,
                failed,
                vain,
                tooSmall,
                asked,
                Optional.of(index),
                behind);
    }

    Kept with(Indexed backup) {
        return new Kept(
                interval,
                Optional.of(backup.backup()),
                highest.filter(before -> before.index() > backup.index()).or(() -> Optional.of(backup)),
                made + 1,
                failures,
                Optional.empty(),
                Optional.empty(),
                0,
                0,
                Optional.of(backup.backup().at()),
                applied,
                missing);
    }

    /** Of an attempt for which Consul wrote nothing. */
    Kept without(String why, Instant now) {
        return failed(why, now, 0, tooSmall, asked);
    }

    /** Without asking Consul, as there is no room for what it would write. */
    Kept withoutRoom(String why, Instant now) {
        return failed(why, now, vain + 1, tooSmall, asked);
    }

    /**
     * Of an attempt for which Consul may have written all of a snapshot.
     *
     * @param notEnough bytes that were too few for it; 0 if that was not the reason
     */
    Kept inVain(String why, long notEnough, Instant now) {
        return failed(why, now, vain + 1, notEnough > 0 ? notEnough : tooSmall, Optional.of(now));
    }

    private Kept failed(String why, Instant now, int inVain, long notEnough, Optional<Instant> lastAsked) {
        return new Kept(
                interval,
                last,
                highest,
                made,
                failures + 1,
                Optional.of(why),
                Optional.of(now),
                inVain,
                notEnough,
                lastAsked,
                applied,
                missing);
    }
}
