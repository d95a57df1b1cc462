package dev.lictor.sidecar.backup;

import dev.lictor.sidecar.observe.DataSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * How backups share a disk with Consul's data and with other users of the disk. Backups have a limit of their own, which does not depend on
 * how full the disk is, because others may have filled it. Some space is kept free for the data. If free space is short, backups are removed,
 * the oldest first; the newest stays.
 */
final class SpaceRules {
    /** Bytes: two segments of Raft's log, the next one, and one more while the log is compacted. */
    static final long FOR_DATA = 2 * DataSpace.SEGMENT;

    /** Consul writes the snapshot to a file of its own before it answers, so a snapshot needs twice its size. */
    private static final int COPIES = 2;

    private final long space;
    private final int count;

    /**
     * @param space most bytes that all backups take together
     * @param count most backups
     */
    SpaceRules(long space, int count) {
        this.space = space;
        this.count = count;
    }

    /** Whether there is space for another backup. */
    sealed interface Room {
        /**
         * @param remove backups to remove first, the newest first
         * @param bytes that the backup may take
         * @param limit message if the backup takes more
         */
        record Enough(List<Backup> remove, long bytes, String limit) implements Room {}

        record None(String why) implements Room {}
    }

    /**
     * Backups that exceed the count or the space, or whose space the data needs.
     *
     * @param newestFirst all that are there
     * @param free bytes of the disk
     */
    List<Backup> surplus(List<Backup> newestFirst, long free) {
        var kept = new ArrayList<>(newestFirst);
        while (kept.size() > 1
                && (kept.size() > count || bytes(kept) > space || free + bytes(newestFirst) - bytes(kept) < FOR_DATA)) {
            kept.removeLast();
        }
        return newestFirst.subList(kept.size(), newestFirst.size());
    }

    /**
     * Space for the next backup beside at least one existing backup. If removing the others would not suffice, none is removed.
     *
     * @param newestFirst all that are there
     * @param expected least number of bytes that the backup will take, as far as known
     * @param free bytes of the disk
     */
    Room forNext(List<Backup> newestFirst, long expected, long free) {
        if (expected > space) {
            return new Room.None(tooLarge("a snapshot takes %s or more".formatted(Backup.size(expected))));
        }
        var kept = new ArrayList<>(newestFirst);
        Supplier<Long> most = () -> (free + bytes(newestFirst) - bytes(kept) - FOR_DATA) / COPIES;
        while (kept.size() > 1 && (bytes(kept) + expected > space || most.get() < Math.max(expected, 1))) {
            kept.removeLast();
        }
        if (most.get() < Math.max(expected, 1)) {
            return new Room.None(tooFull(
                    expected == 0
                            ? ""
                            : ", and a snapshot of %s takes twice that while it is written"
                                    .formatted(Backup.size(expected)),
                    free));
        }
        var remove = List.copyOf(newestFirst.subList(kept.size(), newestFirst.size()));
        return most.get() < space
                ? new Room.Enough(
                        remove,
                        most.get(),
                        tooFull(
                                ", and a snapshot of more than %s takes twice that while it is written"
                                        .formatted(Backup.size(most.get())),
                                free))
                : new Room.Enough(
                        remove, space, tooLarge("a snapshot takes more than %s".formatted(Backup.size(space))));
    }

    private String tooLarge(String fact) {
        return "%s, and all backups may take %s (lictor.sidecar.backup-space): set it to more than that"
                .formatted(fact, Backup.size(space));
    }

    private static String tooFull(String need, long free) {
        return "the disk has %s free, of which %s are kept free for Consul's own log%s: free some of that disk, or enlarge it"
                .formatted(Backup.size(free), Backup.size(FOR_DATA), need);
    }

    private static long bytes(List<Backup> backups) {
        return backups.stream().mapToLong(Backup::bytes).sum();
    }
}
