package dev.lictor.sidecar.backup;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How it stands with a server's backups. Never changed, only replaced.
 *
 * @param interval between two of them
 * @param last that is whole, of this sidecar or of one before
 * @param made since the start
 * @param failures attempts since the start of which nothing came
 * @param trouble why the last attempt failed; absent if it did not
 * @param failed when that was
 */
public record Kept(
        Duration interval,
        Optional<Backup> last,
        long made,
        long failures,
        Optional<String> trouble,
        Optional<Instant> failed) {

    /** Two in a row are missing. */
    private static final int INTERVALS_OVERDUE = 3;

    static Kept none(Duration interval) {
        return new Kept(interval, Optional.empty(), 0, 0, Optional.empty(), Optional.empty());
    }

    /** Made by a sidecar before this one. */
    Kept found(Optional<Backup> newest) {
        return new Kept(interval, newest, made, failures, trouble, failed);
    }

    /** Whether more than one is missing. */
    public boolean overdue(Instant now) {
        return last.filter(backup ->
                        Duration.between(backup.at(), now).compareTo(interval.multipliedBy(INTERVALS_OVERDUE)) <= 0)
                .isEmpty();
    }

    Kept with(Backup backup) {
        return new Kept(interval, Optional.of(backup), made + 1, failures, Optional.empty(), Optional.empty());
    }

    Kept without(String why, Instant now) {
        return new Kept(interval, last, made, failures + 1, Optional.of(why), Optional.of(now));
    }
}
