package dev.lictor.config;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The sources of the settings. An unknown key is a problem in each source; SmallRye Config alone ignores a misspelt environment variable.
 *
 * @param file a properties file with keys {@code lictor.*}
 * @param environment only variables {@code LICTOR_*} are read
 * @param flags values by the settings' names
 */
public record SettingsSource(Optional<Path> file, Map<String, String> environment, Map<String, String> flags) {
    private static final String VARIABLE_PREFIX = "LICTOR_";
    private static final Pattern CONVERSION =
            Pattern.compile(".*property (\\S+) with the config value \"(.*)\" threw an Exception whilst being converted"
                    + "(?: SRCFG\\d+:)? *(?:Cannot convert .* to enum class \\S+, )?(.*)");
    /** Collected when the native image is built, because annotations are not available at run time. */
    private static final Set<String> NAMES =
            Set.copyOf(ConfigMappings.getProperties(ConfigClass.configClass(Settings.class))
                    .keySet());

    private static final int FLAG_ORDINAL = 400;
    private static final int VARIABLE_ORDINAL = 300;
    private static final int FILE_ORDINAL = 200;
    private static final int DEFAULTS_ORDINAL = 100;

    public static SettingsSource environmentOnly(Map<String, String> environment) {
        return new SettingsSource(Optional.empty(), environment, Map.of());
    }

    /** The names of all settings, such as {@code lictor.servers}. */
    public static Set<String> names() {
        return NAMES;
    }

    /** Reads all sources, and collects every unknown key and every value that does not have its setting's type. */
    public LoadedSettings read() {
        return read(Map.of());
    }

    /** @param defaults values that every source overrides */
    public LoadedSettings read(Map<String, String> defaults) {
        var problems = new ArrayList<String>();
        var properties = readFile(problems);
        var variables = environment.entrySet().stream()
                .filter(variable -> variable.getKey().startsWith(VARIABLE_PREFIX))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        var variableNames = NAMES.stream().map(SettingsSource::variable).collect(Collectors.toSet());
        file.ifPresent(path -> problems.addAll(unknown(properties.keySet(), NAMES, " in " + path)));
        problems.addAll(unknown(variables.keySet(), variableNames, " in the environment"));
        problems.addAll(unknown(flags.keySet(), NAMES, " of --set"));

        var config = new SmallRyeConfigBuilder()
                .withMapping(Settings.class)
                .withValidateUnknown(false)
                .withConverter(Duration.class, 200, new DurationConverter())
                .withSources(
                        new PropertiesConfigSource(flags, "flags", FLAG_ORDINAL),
                        new EnvConfigSource(variables, VARIABLE_ORDINAL),
                        new PropertiesConfigSource(properties, "file", FILE_ORDINAL),
                        new PropertiesConfigSource(defaults, "defaults", DEFAULTS_ORDINAL));
        try {
            return new LoadedSettings(Optional.of(config.build().getConfigMapping(Settings.class)), problems);
        } catch (ConfigValidationException e) {
            for (int i = 0; i < e.getProblemCount(); i++) {
                problems.add(inOurWords(e.getProblem(i).getMessage()));
            }
            return new LoadedSettings(Optional.empty(), problems);
        }
    }

    /** Removes SmallRye Config's message codes and class names from the message about a value that cannot be converted. */
    private static String inOurWords(String message) {
        var conversion = CONVERSION.matcher(message);
        return conversion.matches()
                ? "%s is '%s': %s".formatted(conversion.group(1), conversion.group(2), conversion.group(3))
                : message;
    }

    private Map<String, String> readFile(List<String> problems) {
        var properties = new Properties();
        file.ifPresent(path -> {
            try (Reader reader = Files.newBufferedReader(path)) {
                properties.load(reader);
            } catch (IOException | IllegalArgumentException e) {
                problems.add("cannot read %s: %s".formatted(path, e));
            }
        });
        var read = new TreeMap<String, String>();
        properties.stringPropertyNames().forEach(name -> read.put(name, properties.getProperty(name)));
        return read;
    }

    private static List<String> unknown(Set<String> given, Set<String> known, String where) {
        return given.stream()
                .filter(key -> !known.contains(key))
                .sorted()
                .map(key -> "%s%s is not a setting; did you mean %s?".formatted(key, where, nearest(key, known)))
                .toList();
    }

    private static String variable(String name) {
        return name.replaceAll("[^a-zA-Z0-9]", "_").toUpperCase(Locale.ROOT);
    }

    private static String nearest(String word, Set<String> known) {
        return known.stream()
                .min(Comparator.comparingInt(candidate -> distance(word, candidate)))
                .orElseThrow();
    }

    /** Levenshtein's distance. */
    private static int distance(String one, String other) {
        var row = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int substituted = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[other.length()];
    }
}
