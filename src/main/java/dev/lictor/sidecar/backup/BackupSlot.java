package dev.lictor.sidecar.backup;

import java.time.Duration;
import java.time.Instant;

/**
 * When one of several servers may begin a backup, so that not all do so at once, whatever has kept them from it: half a minute each, in
 * the order of their ordinals, again and again.
 *
 * @param ordinal of this server, from 0
 * @param servers how many take turns
 */
public record BackupSlot(int ordinal, int servers) {
    /** Of somebody who waits for nobody. */
    public static final BackupSlot ALWAYS = new BackupSlot(0, 1);

    private static final Duration LENGTH = Duration.ofSeconds(30);

    /** @param date by the computer's clock: of all clocks a server has, the one that its peers have, too */
    boolean isNow(Instant date) {
        return Math.floorMod(Math.floorDiv(date.getEpochSecond(), LENGTH.toSeconds()), servers) == ordinal;
    }
}
