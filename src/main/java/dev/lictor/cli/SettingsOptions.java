package dev.lictor.cli;

import dev.lictor.config.LoadedSettings;
import dev.lictor.config.SettingsSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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

    /** A flag that is short for a setting. */
    record ShortFlag(String name, String value) {}

    LoadedSettings read() {
        return read(Map.of(), Map.of());
    }

    /**
     * @param otherwise the defaults, for settings that neither flags, environment nor file have
     * @param more flags of the command that are short for a setting, by the setting
     */
    LoadedSettings read(Map<String, String> otherwise, Map<String, ShortFlag> more) {
        var shortFlags = new TreeMap<>(more);
        if (namespace != null) {
            shortFlags.put("lictor.namespace", new ShortFlag("--namespace", namespace));
        }
        var given = new LinkedHashMap<>(flags);
        var contradictions = new ArrayList<String>();
        shortFlags.forEach((setting, flag) -> {
            var set = given.put(setting, flag.value());
            if (set != null && !set.equals(flag.value())) {
                contradictions.add("%s is %s and --set %s is %s; give one of them"
                        .formatted(flag.name(), flag.value(), setting, set));
            }
        });
        return new SettingsSource(Optional.ofNullable(config), System.getenv(), given)
                .read(otherwise)
                .with(contradictions);
    }
}
