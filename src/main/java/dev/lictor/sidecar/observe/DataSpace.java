package dev.lictor.sidecar.observe;

import java.util.Locale;

/**
 * The space of the volume that holds a server's data.
 *
 * @param free bytes that may still be written
 * @param size in bytes
 */
public record DataSpace(long free, long size) {
    private static final long MEGA = 1_000_000;

    /** Raft's log grows by files of this size in bytes (raft-wal, Consul 1.20 and newer); older versions grow by less. */
    public static final long SEGMENT = 64L << 20;

    /** Whether the space is less than one more file of Raft's log needs. */
    public boolean low() {
        return free < SEGMENT;
    }

    /** The space as text for people. */
    public String words() {
        return String.format(Locale.ROOT, "%d MB of %d MB are free", free / MEGA, size / MEGA);
    }
}
