package dev.lictor.sidecar.observe;

import java.util.Locale;

/**
 * The room of the volume on which a server's data lies.
 *
 * @param free bytes that may still be written
 * @param size in bytes
 */
public record DataSpace(long free, long size) {
    private static final long MEGA = 1_000_000;

    /** Raft's log grows by files of this size (Consul 1.20 and newer, raft-wal); the older one grows by less. */
    public static final long SEGMENT = 64L << 20;

    /** Whether Raft's log may soon be unable to grow. */
    public boolean low() {
        return free < SEGMENT;
    }

    /** As people read it. */
    public String words() {
        return String.format(Locale.ROOT, "%d MB of %d MB are free", free / MEGA, size / MEGA);
    }
}
