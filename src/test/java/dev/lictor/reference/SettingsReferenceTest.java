package dev.lictor.reference;

import static dev.lictor.reference.ReferencePage.cell;
import static dev.lictor.reference.ReferencePage.table;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.config.Settings;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The settings of the code, with the sentences of their Javadoc, a table a group. */
class SettingsReferenceTest {
    /** A setting's Javadoc, its annotations, and its name. */
    private static final Pattern SETTING = Pattern.compile("/\\*\\* (.*?) \\*/\\s+((?:@\\S+\\s+)*)\\S+ (\\w+)\\(\\);");

    private static final Pattern GROUP = Pattern.compile("lictor\\.(?:([a-z]+)\\.)?[a-z-]+");

    @Test
    void settings() throws IOException {
        var properties = new TreeMap<>(ConfigMappings.getProperties(ConfigClass.configClass(Settings.class)));
        var documentation = documentation();
        assertThat(documentation).as("one sentence a setting").hasSameSizeAs(properties);

        var groups = properties.entrySet().stream()
                .collect(Collectors.groupingBy(
                        setting -> group(setting.getKey()),
                        TreeMap::new,
                        Collectors.mapping(
                                setting -> List.of(
                                        "`" + setting.getKey() + "`",
                                        kind(setting.getValue().getMethod().getGenericReturnType()),
                                        setting.getValue().hasDefaultValue()
                                                ? "`" + setting.getValue().getDefaultValue() + "`"
                                                : "",
                                        cell(documentation.getOrDefault(
                                                setting.getValue().getMethod().getName(), ""))),
                                Collectors.toList())));
        ReferencePage.of("settings")
                .hasGenerated(
                        "settings",
                        groups.entrySet().stream()
                                .map(group -> "### " + group.getKey() + "\n\n"
                                        + table(
                                                List.of("setting", "kind", "default", "meaning"),
                                                group.getValue().stream()))
                                .collect(Collectors.joining("\n")));
    }

    /** Such as {@code lictor.sidecar.*}; the settings of the cluster itself have no group of their own, and sort first. */
    private static String group(String setting) {
        var matcher = GROUP.matcher(setting);
        assertThat(matcher.matches()).as(setting).isTrue();
        return matcher.group(1) == null ? "`lictor.*`" : "`lictor.%s.*`".formatted(matcher.group(1));
    }

    private static String kind(Type type) {
        if (type instanceof ParameterizedType generic) {
            var of = kind(generic.getActualTypeArguments()[0]);
            return generic.getRawType() == List.class ? "list" : of;
        }
        return Map.<Type, String>of(
                        boolean.class, "boolean",
                        Boolean.class, "boolean",
                        int.class, "number",
                        Integer.class, "number",
                        long.class, "number",
                        Long.class, "number",
                        Duration.class, "duration",
                        String.class, "text")
                .getOrDefault(type, "choice");
    }

    private static Map<String, String> documentation() throws IOException {
        var documentation = new TreeMap<String, String>();
        for (var file : settingsFiles()) {
            var matcher = SETTING.matcher(Files.readString(file));
            while (matcher.find()) {
                documentation.put(matcher.group(3), matcher.group(1));
            }
        }
        return documentation;
    }

    private static List<Path> settingsFiles() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/main/java/dev/lictor/config"))) {
            return files.filter(file -> file.toString().endsWith("Settings.java"))
                    .toList();
        }
    }
}
