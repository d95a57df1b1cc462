package dev.lictor.cli;

import dev.lictor.config.LoadedSettings;
import dev.lictor.config.SettingsSource;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags by which a command is told its settings. */
public final class SettingsOptions {
    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "Properties file of lictor.* settings.")
    @Nullable
    Path config;

    @Option(
            names = "--set",
            paramLabel = "SETTING=VALUE",
            description =
                    "One setting, such as lictor.servers=5. Wins over the environment (LICTOR_SERVERS), which wins over the file.")
    Map<String, String> flags = new LinkedHashMap<>();

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAMESPACE",
            description = "Short for --set lictor.namespace=NAMESPACE.")
    @Nullable
    String namespace;

    LoadedSettings read() {
        return read(Map.of());
    }

    /** @param otherwise what holds where nothing else is said */
    LoadedSettings read(Map<String, String> otherwise) {
        var given = new LinkedHashMap<>(flags);
        if (namespace != null) {
            given.put("lictor.namespace", namespace);
        }
        return new SettingsSource(Optional.ofNullable(config), System.getenv(), given).read(otherwise);
    }
}
