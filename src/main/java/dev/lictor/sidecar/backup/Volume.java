package dev.lictor.sidecar.backup;

import java.nio.file.Path;

/**
 * Where a folder lies.
 *
 * @param free bytes that this process may still write
 * @param size in bytes
 */
record Volume(long free, long size) {
    private static final int PARTS_OF_WHICH_ONE_STAYS_FREE = 4;

    /** Consul writes a file of its own before it answers. */
    private static final int COPIES = 2;

    static Volume of(Path directory) {
        var file = directory.toFile();
        return new Volume(file.getUsableSpace(), file.getTotalSpace());
    }

    /** For a backup: it may be the volume of Consul's own data, which must not lack any. None if it is not positive. */
    long room() {
        return (free - size / PARTS_OF_WHICH_ONE_STAYS_FREE) / COPIES;
    }
}
