package dev.lictor.sidecar.backup;

import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/**
 * A backup: a snapshot file of Consul in the backup folder.
 *
 * @param name of the file, which contains the time of the backup
 */
public record Backup(String name, Instant at, long bytes) {
    private static final String SUFFIX = ".snap";
    private static final String UNFINISHED = ".part";

    private static final int KILO = 1000;

    /** Sorts by time, and has no colon, because {@code kubectl cp} takes the text before a colon for a pod's name. */
    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    public static Backup of(Instant at, long bytes) {
        return new Backup(NAME.format(at) + SUFFIX, at.truncatedTo(ChronoUnit.SECONDS), bytes);
    }

    /** The backup in this file; empty if the file's name is not that of a backup. */
    public static Optional<Backup> of(Path file, long bytes) {
        return time(file, SUFFIX).map(at -> new Backup(file.getFileName().toString(), at, bytes));
    }

    private static Optional<Instant> time(Path file, String suffix) {
        var name = file.getFileName().toString();
        try {
            return name.endsWith(suffix)
                    ? Optional.of(NAME.parse(name.substring(0, name.length() - suffix.length()), Instant::from))
                    : Optional.empty();
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** The size as text. */
    public String size() {
        return size(bytes);
    }

    /** A number of bytes as text. */
    static String size(long bytes) {
        if (bytes < KILO) {
            return bytes + " bytes";
        }
        return bytes < KILO * KILO
                ? String.format(Locale.ROOT, "%.1f kB", bytes / (double) KILO)
                : String.format(Locale.ROOT, "%.1f MB", bytes / (double) KILO / KILO);
    }

    /** The file's name until the backup is complete. */
    static String unfinished(Instant at) {
        return NAME.format(at) + UNFINISHED;
    }

    static boolean isUnfinished(Path file) {
        return time(file, UNFINISHED).isPresent();
    }
}
