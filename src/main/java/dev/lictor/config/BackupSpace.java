package dev.lictor.config;

import dev.lictor.cluster.pods.Quantity;
import java.util.List;
import java.util.Optional;

/** Calculates and validates the maximum size of a server's backups. */
public final class BackupSpace {
    private static final String SETTING = "lictor.sidecar.backup-space";
    private static final int DEFAULT_DIVISOR = 4;

    private BackupSpace() {}

    /** The maximum size in bytes: as set, or a quarter of the volume. */
    public static long bytes(Settings settings) {
        return set(settings)
                .or(() -> size(settings).map(size -> size / DEFAULT_DIVISOR))
                .orElse(0L);
    }

    /** Values that are not a positive quantity. */
    static List<String> problems(SidecarSettings settings) {
        return settings
                .backupSpace()
                .filter(text ->
                        Quantity.parse(text).filter(Quantity::isPositive).isEmpty())
                .map(text -> "%s is '%s'; it must be a quantity such as 256Mi".formatted(SETTING, text))
                .stream()
                .toList();
    }

    /** Values that leave no room on the volume for the data, and for the temporary file that Consul writes for each snapshot. */
    static List<String> problemsOfVolume(Settings settings) {
        var most = size(settings).map(size -> size / 2);
        return most.isPresent()
                        && set(settings).filter(space -> space > most.get()).isPresent()
                ? List.of(
                        "%s is %s and lictor.storage.size is %s; use at most half of that, because the data needs the rest"
                                .formatted(
                                        SETTING,
                                        settings.sidecar().backupSpace().orElseThrow(),
                                        settings.storage().size()))
                : List.of();
    }

    private static Optional<Long> set(Settings settings) {
        return settings.sidecar().backupSpace().flatMap(Quantity::parse).map(Quantity::bytes);
    }

    private static Optional<Long> size(Settings settings) {
        return Quantity.parse(settings.storage().size()).map(Quantity::bytes);
    }
}
