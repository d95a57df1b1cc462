package dev.lictor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.cli.ExitCode;
import dev.lictor.config.Settings;
import dev.lictor.sidecar.Truth;
import dev.lictor.sidecar.metrics.Metric;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The README repeats the code's tables. {@code -Dreadme.update=true} writes them there. */
class ReadmeTest {
    private static final Path README = Path.of("README.md");

    /** A setting's Javadoc, its annotations, and its name. */
    private static final Pattern SETTING = Pattern.compile("/\\*\\* (.*?) \\*/\\s+((?:@\\S+\\s+)*)\\S+ (\\w+)\\(\\);");

    @Test
    void exitCodes() throws IOException {
        repeats(
                "exit codes",
                Stream.of(ExitCode.values())
                        .map(code -> "| %d | %s |".formatted(code.number(), code.meaning()))
                        .collect(table("| code | meaning |")));
    }

    @Test
    void metrics() throws IOException {
        repeats(
                "metrics",
                Stream.of(Metric.values())
                        .map(metric -> "| `%s%s` | %s | %s |"
                                .formatted(
                                        metric.text(),
                                        metric.labels().isEmpty() ? "" : "{" + String.join(",", metric.labels()) + "}",
                                        metric.kind().name().toLowerCase(Locale.ROOT),
                                        metric.help()))
                        .collect(table("| metric | kind | meaning |")));
    }

    @Test
    void truths() throws IOException {
        repeats("truth table", Stream.of(Truth.values()).map(Truth::row).collect(table(Truth.head())));
    }

    @Test
    void settings() throws IOException {
        var documentation = new TreeMap<String, String>();
        for (var file : settingsFiles()) {
            var matcher = SETTING.matcher(Files.readString(file));
            while (matcher.find()) {
                documentation.put(matcher.group(3), matcher.group(1));
            }
        }
        var properties = new TreeMap<>(ConfigMappings.getProperties(ConfigClass.configClass(Settings.class)));
        repeats(
                "settings",
                properties.entrySet().stream()
                        .map(setting -> "| `%s` | %s | %s |"
                                .formatted(
                                        setting.getKey(),
                                        setting.getValue().hasDefaultValue()
                                                ? "`" + setting.getValue().getDefaultValue() + "`"
                                                : "",
                                        documentation.get(
                                                setting.getValue().getMethod().getName())))
                        .collect(table("| setting | default | meaning |")));
        assertThat(documentation).as("one sentence a setting").hasSameSizeAs(properties);
    }

    private static List<Path> settingsFiles() throws IOException {
        try (var files = Files.list(Path.of("src/main/java/dev/lictor/config"))) {
            return files.filter(file -> file.toString().endsWith("Settings.java"))
                    .toList();
        }
    }

    private static Collector<CharSequence, ?, String> table(String head) {
        var rule = head.replaceAll("[^|]+", "---");
        return Collectors.joining("\n", head + "\n" + rule + "\n", "\n");
    }

    private static void repeats(String what, String table) throws IOException {
        var begin = "<!-- begin " + what + " -->\n";
        var end = "<!-- end " + what + " -->";
        var readme = Files.readString(README);
        if (Boolean.getBoolean("readme.update")) {
            var updated = readme.substring(0, readme.indexOf(begin) + begin.length())
                    + table
                    + readme.substring(readme.indexOf(end));
            Files.writeString(README, updated);
            return;
        }
        assertThat(readme).as("the README's table of " + what).contains(begin + table + end);
    }
}
