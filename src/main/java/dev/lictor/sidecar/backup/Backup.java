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
 * A snapshot in its folder.
 *
 * @param name of the file, which tells when it was made
 */
public record Backup(String name, Instant at, long bytes) {
    private static final String SUFFIX = ".snap";
    private static final String UNFINISHED = ".part";

    private static final int KILO = 1000;

    /** Sorts by time, and has no colon, which {@code kubectl cp} would take for a pod's. */
    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    public static Backup of(Instant at, long bytes) {
        return new Backup(NAME.format(at) + SUFFIX, at.truncatedTo(ChronoUnit.SECONDS), bytes);
    }

    /** Of a file of this name, if it is one of a backup. */
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

    /** In words. */
    public String size() {
        return size(bytes);
    }

    /** So many bytes in words. */
    static String size(long bytes) {
        if (bytes < KILO) {
            return bytes + " bytes";
        }
        return bytes < KILO * KILO
                ? String.format(Locale.ROOT, "%.1f kB", bytes / (double) KILO)
                : String.format(Locale.ROOT, "%.1f MB", bytes / (double) KILO / KILO);
    }

    /** What it is called until it is whole. */
    static String unfinished(Instant at) {
        return NAME.format(at) + UNFINISHED;
    }

    static boolean isUnfinished(Path file) {
        return time(file, UNFINISHED).isPresent();
    }
}
