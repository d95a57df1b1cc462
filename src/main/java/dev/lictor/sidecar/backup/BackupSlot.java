package dev.lictor.sidecar.backup;

import java.time.Duration;
import java.time.Instant;

/**
 * The time slot in which a server may begin a backup, so that servers never begin at once, for example after an outage. Each server has
 * half a minute, in the order of ordinals, in a repeating cycle.
 *
 * @param ordinal of this server, from 0
 * @param servers how many take turns
 */
public record BackupSlot(int ordinal, int servers) {
    /** For a server without peers: every moment is in its slot. */
    public static final BackupSlot ALWAYS = new BackupSlot(0, 1);

    private static final Duration LENGTH = Duration.ofSeconds(30);

    /** @param date by the system clock, the only clock that a server shares with its peers */
    boolean isNow(Instant date) {
        return Math.floorMod(Math.floorDiv(date.getEpochSecond(), LENGTH.toSeconds()), servers) == ordinal;
    }
}
