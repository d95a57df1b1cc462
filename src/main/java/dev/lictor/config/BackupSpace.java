package dev.lictor.config;

import dev.lictor.cluster.pods.Quantity;
import java.util.List;
import java.util.Optional;

/** How much room a server's backups may take. */
public final class BackupSpace {
    private static final String SETTING = "lictor.sidecar.backup-space";
    private static final int PARTS_OF_WHICH_ONE_IS_FOR_BACKUPS = 4;

    private BackupSpace() {}

    /** In bytes. */
    public static long bytes(Settings settings) {
        return set(settings)
                .or(() -> size(settings).map(size -> size / PARTS_OF_WHICH_ONE_IS_FOR_BACKUPS))
                .orElse(0L);
    }

    /** That no sidecar could keep to. */
    static List<String> problems(Settings.SidecarSettings settings) {
        return settings
                .backupSpace()
                .filter(text ->
                        Quantity.parse(text).filter(Quantity::isPositive).isEmpty())
                .map(text -> "%s is '%s'; it must be a quantity such as 256Mi".formatted(SETTING, text))
                .stream()
                .toList();
    }

    /** That would take the room of what is backed up, and of the file that Consul writes before it answers. */
    static List<String> problemsOfVolume(Settings settings) {
        var most = size(settings).map(size -> size / 2);
        return most.isPresent()
                        && set(settings).filter(space -> space > most.get()).isPresent()
                ? List.of(
                        "%s is %s and lictor.storage.size is %s; use at most half of that, for the data needs the rest"
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
