package dev.lictor.cli;

import dev.lictor.config.LoadedSettings;
import dev.lictor.config.SettingsSource;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags that set {@code lictor.*} settings. */
public final class SettingsOptions {
    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "Properties file with lictor.* settings.")
    @Nullable
    Path config;

    @Option(
            names = "--set",
            paramLabel = "SETTING=VALUE",
            description =
                    "Sets one setting, such as lictor.servers=5; can be repeated. Overrides the environment (LICTOR_SERVERS), which overrides the file.")
    Map<String, String> flags = new LinkedHashMap<>();

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAMESPACE",
            description = "Namespace of the cluster. Short for --set lictor.namespace=NAMESPACE.")
    @Nullable
    String namespace;

    LoadedSettings read() {
        return read(Map.of());
    }

    /** @param otherwise the defaults, for settings that neither flags, environment nor file have */
    LoadedSettings read(Map<String, String> otherwise) {
        var given = new LinkedHashMap<>(flags);
        if (namespace != null) {
            given.put("lictor.namespace", namespace);
        }
        return new SettingsSource(Optional.ofNullable(config), System.getenv(), given).read(otherwise);
    }
}
